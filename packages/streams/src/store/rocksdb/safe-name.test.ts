import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { safeName } from './safe-name.ts'

test('a name that a topic could have stays as it is', (t) => {
  for (const name of ['views', 'Views-2_b.v1', 'a', 'x'.repeat(200)]) t.is(safeName(name), name)
})

test('a name cannot lead out of its folder', (t) => {
  for (const name of ['', '.', '..', '../other', 'a/../../b', '/etc', '.hidden', 'a\0b', 'C:\\b']) {
    const safe = safeName(name)
    t.is(join('/state', safe), `/state/${safe}`, name)
    t.regex(safe, /^[A-Za-z0-9_%-][A-Za-z0-9._%-]*$/, name)
  }
})

test('a long name is cut off, and still its own', (t) => {
  const [first, second] = [safeName(`${'x'.repeat(300)}1`), safeName(`${'x'.repeat(300)}2`)]
  t.true(first.length <= 200 && second.length <= 200)
  t.not(first, second)
})

test('no two names come to be the same', (t) => {
  const name = fc.string({ unit: fc.constantFrom('a', '%', '.', '/', '2', 'E', ',', ' ', 'ä'), maxLength: 5 })
  const property = fc.property(name, name, (one, other) => one === other || safeName(one) !== safeName(other))
  t.notThrows(() => fc.assert(property, { numRuns: 2_000 }))
})
