/** docs/errors.md lists what the code throws and counts: everything, and nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { readPage } from '../../scripts/document-examples.ts'
import { listPackageSources, root } from '../../scripts/source-files.ts'
import { dropReasonsIn, errorCodesIn, tablesOf } from './error-codes.ts'

const dropTitle = 'Dropped records'
const sources = listPackageSources()
  .filter((path) => path.startsWith('packages/streams/src/') && !/\.(?:test|slow|tst|contract)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const tables = tablesOf(readPage('docs/errors.md'))
const codes = errorCodesIn(sources)

test('each error has its table, and each table its error', (t) => {
  t.deepEqual([...tables.keys()].sort(), [...codes.keys(), dropTitle].sort())
})

for (const [name, found] of codes) {
  test(`the page lists the codes of ${name}`, (t) => {
    t.deepEqual(tables.get(name)?.toSorted(), found.toSorted())
  })

  test(`each code of ${name} is one that is thrown`, (t) => {
    const text = sources.map((source) => source.text).join('\n')
    const unused = found.filter((code) => text.split(`'${code}'`).length < (found.length > 1 ? 3 : 2))
    t.deepEqual(unused, [])
  })
}

test('the page lists the reasons for which records are dropped', (t) => {
  t.deepEqual(tables.get(dropTitle)?.toSorted(), [...dropReasonsIn(sources)].sort())
})

test('a class, its codes and a reason are found in a source', (t) => {
  const text = [
    "export type TapeErrorCode = 'TORN' | 'EMPTY'",
    'export class TapeError extends Error { readonly code: TapeErrorCode }',
    "export class SpoolError extends Error { readonly code = 'STUCK' }",
    "context.dropped('unread')",
  ].join('\n')
  const files = [{ path: 'tape.ts', text }]
  t.deepEqual(
    [...errorCodesIn(files)],
    [
      ['TapeError', ['TORN', 'EMPTY']],
      ['SpoolError', ['STUCK']],
    ],
  )
  t.deepEqual([...dropReasonsIn(files)], ['unread'])
})
