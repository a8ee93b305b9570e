/**
 * Names: no file or folder may be called by a word that says nothing, and a test's title is a fact.
 */
import ts from 'typescript'
import { isTest, placeOf, type SourceFile, visitNodes } from './source.ts'

const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'managers'])

/** Files and folders with a word in their name under which anything could be put. */
export function emptyNames(files: SourceFile[]): string[] {
  return files.flatMap(({ path }) => {
    const word = path.split(/[/.-]/).find((part) => emptyWords.has(part))
    return word === undefined ? [] : [`${path}: "${word}" says nothing: name the thing that is in it`]
  })
}

/** Titles of tests that promise instead of stating. */
export function vagueTitles(files: SourceFile[]): string[] {
  const complaints: string[] = []
  for (const file of files.filter(({ path }) => isTest(path))) {
    visitNodes(file, (node, source) => {
      const title = titleOf(node)
      if (title === null || !/^(?:should|works|it )\b/i.test(title)) return
      complaints.push(
        `${placeOf(node, source)}: expected a fact such as "a closed log refuses records", found "${title}"`,
      )
    })
  }
  return complaints
}

/** The title of a call such as `test('…', …)` or `test.serial('…', …)`. */
function titleOf(node: ts.Node): string | null {
  if (!ts.isCallExpression(node)) return null
  const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : node.expression
  const [title] = node.arguments
  if (!ts.isIdentifier(callee) || callee.text !== 'test' || title === undefined) return null
  if (ts.isTemplateExpression(title)) return title.head.text
  return ts.isStringLiteralLike(title) ? title.text : null
}
