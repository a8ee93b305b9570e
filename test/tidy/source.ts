/**
 * What the tidy checks look at: files with their text, and the few questions that several checks ask.
 * A check is a function from such files to complaints; an empty list means that all is well. So each
 * check can be shown a bad sample in its own test.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { listFiles, root } from '../../scripts/source-files.ts'

/** A file by its path from the repository's root. */
export interface SourceFile {
  path: string
  text: string
}

/** Every file in the folders that hold code and documents; only code is read. */
export function readTree(): SourceFile[] {
  return listFiles().map((path) => ({ path, text: isCode(path) ? readFileSync(join(root, path), 'utf8') : '' }))
}

/** Whether the path is one of code that people write. */
export function isCode(path: string): boolean {
  return /\.(?:ts|mjs|js|cjs)$/.test(path)
}

/** Whether the file holds tests of one kind or another. */
export function isTest(path: string): boolean {
  return /\.(?:test|slow|kafka|tst|contract)\.ts$/.test(path)
}

/** Calls `visit` for each node of the file, outer ones first. */
export function visitNodes(file: SourceFile, visit: (node: ts.Node, source: ts.SourceFile) => void): void {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true)
  const step = (node: ts.Node) => {
    visit(node, source)
    ts.forEachChild(node, step)
  }
  step(source)
}

/** `path:line` of a node, as editors and terminals understand it. */
export function placeOf(node: ts.Node, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return `${source.fileName}:${line + 1}`
}
