/**
 * What docs/errors.md has to list, found in the sources: error classes with their codes, and the reasons for which
 * records are dropped. The codes of a class are the union type called after it with `Code`, or the one literal that
 * its `code` is.
 */
import ts from 'typescript'

/** From a class to its codes. */
export type Codes = Map<string, string[]>

export interface SourceText {
  readonly path: string
  readonly text: string
}

/** The codes of the errors in these files. */
export function errorCodesIn(files: readonly SourceText[]): Codes {
  const classes: { name: string; literal: string | null }[] = []
  const unions = new Map<string, string[]>()
  visit(files, (node) => {
    if (ts.isTypeAliasDeclaration(node)) unions.set(node.name.text, literalsOf(node.type))
    if (!ts.isClassDeclaration(node) || !isError(node) || node.name === undefined) return
    const code = node.members.find((member) => ts.isPropertyDeclaration(member) && member.name.getText() === 'code')
    const value = code !== undefined && ts.isPropertyDeclaration(code) ? code.initializer : undefined
    classes.push({ name: node.name.text, literal: value && ts.isStringLiteral(value) ? value.text : null })
  })
  return new Map(
    classes.map(({ name, literal }) => [name, literal === null ? (unions.get(`${name}Code`) ?? []) : [literal]]),
  )
}

/** The reasons for which records are dropped in these files. */
export function dropReasonsIn(files: readonly SourceText[]): Set<string> {
  const reasons = new Set<string>()
  visit(files, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
    if (!/^drop(?:ped)?$/.test(node.expression.name.text)) return
    const [reason] = node.arguments
    if (reason !== undefined && ts.isStringLiteral(reason)) reasons.add(reason.text)
  })
  return reasons
}

/** The tables of a page: from each heading of the second level to the first column of its rows, where that is code. */
export function tablesOf(page: string): Codes {
  const [, ...chapters] = page.split(/^## /m)
  return new Map(
    chapters.map((chapter) => {
      const [title = ''] = chapter.split('\n', 1)
      return [title, [...chapter.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code = '']) => code)]
    }),
  )
}

function visit(files: readonly SourceText[], see: (node: ts.Node) => void): void {
  const step = (node: ts.Node) => {
    see(node)
    ts.forEachChild(node, step)
  }
  for (const { path, text } of files) step(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true))
}

function isError(node: ts.ClassDeclaration): boolean {
  return node.heritageClauses?.some((clause) => /^extends \w*Error$/.test(clause.getText())) ?? false
}

function literalsOf(type: ts.TypeNode): string[] {
  const types = ts.isUnionTypeNode(type) ? [...type.types] : [type]
  return types.flatMap((one) =>
    ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? [one.literal.text] : [],
  )
}
