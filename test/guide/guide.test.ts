/**
 * Every example in the documents is run, and what is written behind it is what comes out; what is shown of a file
 * is in that file.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type Block, blocksOf, examplesOf, pagesWithExamples, readPage } from '../../scripts/document-examples.ts'
import { root } from '../../scripts/source-files.ts'
import { complaintsOf } from './run-example.ts'

for (const page of pagesWithExamples()) {
  const text = readPage(page)

  test.serial(`every example of ${page} comes out as it says`, async (t) => {
    const complaints: string[] = []
    for (const example of examplesOf(page, text).filter(({ isRun }) => isRun)) {
      complaints.push(...(await complaintsOf(example)))
    }
    t.is(complaints.join('\n\n'), '')
  })

  test(`all TypeScript on ${page} is an example or cut from a file`, (t) => {
    t.deepEqual(
      blocksOf(page, text).flatMap((block) => complaintOf(block) ?? []),
      [],
    )
  })
}

function complaintOf({ page, line, kind, lines }: Block): string | null {
  if (kind === 'run' || kind === 'refused' || kind === 'shared') return null
  const [, file] = /^of=(\S+)$/.exec(kind) ?? []
  if (file === undefined) return `${page}:${line} is neither run, shared, refused, nor of a file`
  if (!existsSync(join(root, file))) return `${page}:${line}: there is no ${file}`
  return readFileSync(join(root, file), 'utf8').includes(lines.join('\n')) ? null : `${page}:${line} is not in ${file}`
}

test('pages link to pages that are there', (t) => {
  for (const page of pagesWithExamples()) {
    const links = readPage(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)
    for (const [, target = ''] of links)
      t.true(existsSync(join(root, page, '..', target)), `${page} links to ${target}`)
  }
})
