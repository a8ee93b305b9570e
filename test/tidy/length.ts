/**
 * Length limits: a file of more than 400 lines is two files, a function of more than 70 is two functions.
 * Tables of protocol messages, and tests, may be longer files; no function may be longer.
 */
import ts from 'typescript'
import { isTest, placeOf, type SourceFile, visitNodes } from './source.ts'

const fileLinesMax = 400
const functionLinesMax = 70

/** Files that are too long. */
export function longFiles(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (isTest(path) || path.includes('/messages/')) return []
    const lines = text.trimEnd().split('\n').length
    return lines > fileLinesMax ? [`${path}: expected at most ${fileLinesMax} lines, found ${lines}`] : []
  })
}

/** Functions, methods and accessors that are too long, counted from their name to their closing brace. */
export function longFunctions(files: SourceFile[]): string[] {
  const complaints: string[] = []
  for (const file of files) {
    visitNodes(file, (node, source) => {
      if (!ts.isFunctionLike(node)) return
      const lines = node.getText(source).split('\n').length
      if (lines <= functionLinesMax) return
      const name = node.name?.getText(source) ?? 'a function'
      complaints.push(`${placeOf(node, source)}: expected at most ${functionLinesMax} lines in ${name}, found ${lines}`)
    })
  }
  return complaints
}
