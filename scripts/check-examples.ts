/**
 * The examples step of `npm run check`: the examples in the documents, type-checked as if each were a file of
 * `test/guide/`, which sees the packages by name as a user's program does. What is wrong is told by page and line.
 */
import { join } from 'node:path'
import ts from 'typescript'
import { type Example, examplesOf, pagesWithExamples, readPage } from './document-examples.ts'
import { root } from './source-files.ts'

const room = join(root, 'test/guide')

/** Whether all examples compile, with a line for each thing that does not. */
export function checkExamples(pages = pagesWithExamples()): { isGood: boolean; output: string } {
  const examples = pages.flatMap((page) => examplesOf(page, readPage(page)))
  const complaints = typeErrorsOf(examples)
  if (examples.length === 0) complaints.push('expected examples in the documents, found none')
  return { isGood: complaints.length === 0, output: complaints.join('\n') }
}

/** What the compiler says of them, each with its page and line; and what they say that it says, and it does not. */
export function typeErrorsOf(examples: readonly Example[]): string[] {
  const modules = new Map(examples.map((example, index) => [join(room, `example-${index}.ts`), example]))
  const options = optionsOfTheRepository()
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => modules.has(path) || fileExists(path)
  host.readFile = (path) => modules.get(path)?.text ?? readFile(path)
  host.getSourceFile = (path, languageVersion) => {
    const text = host.readFile(path)
    return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion)
  }
  const program = ts.createProgram([...modules.keys(), join(room, 'begin.ts')], options, host)
  const refusals = new Refusals(examples)
  const complaints = ts.getPreEmitDiagnostics(program).flatMap((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    const { file, start = 0 } = diagnostic
    if (file === undefined) return message
    const { line, character } = file.getLineAndCharacterOfPosition(start)
    const place = `${modules.get(file.fileName)?.page ?? file.fileName}:${line + 1}`
    return refusals.meet(place, message) ? [] : `${place}:${character + 1} ${message}`
  })
  return [...complaints, ...refusals.unmet()]
}

/** What the examples say that the compiler says: a line ends with `// refused:` and a part of the message. */
class Refusals {
  /** By page and line. */
  readonly #expected = new Map<string, { readonly part: string; isMet: boolean }>()

  constructor(examples: readonly Example[]) {
    for (const { page, text } of examples) {
      text.split('\n').forEach((line, index) => {
        const [, part] = /\/\/ refused: (.+)$/.exec(line) ?? []
        if (part !== undefined) this.#expected.set(`${page}:${index + 1}`, { part, isMet: false })
      })
    }
  }

  /** Whether it was said that the compiler would say this. */
  meet(place: string, message: string): boolean {
    const expected = this.#expected.get(place)
    if (expected === undefined || !message.includes(expected.part)) return false
    expected.isMet = true
    return true
  }

  unmet(): string[] {
    const left = [...this.#expected].filter(([, { isMet }]) => !isMet)
    return left.map(([place, { part }]) => `${place} is not refused for: ${part}`)
  }
}

/** As strict as the repository, but that an example may name what it does not use. */
function optionsOfTheRepository(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['x.ts'] }, ts.sys, root)
  return { ...options, noUnusedLocals: false, noUnusedParameters: false }
}
