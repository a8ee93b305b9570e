/** The machinery of examples, shown examples that are broken in one way or another. */
import test from 'ava'
import { typeErrorsOf } from '../../scripts/check-examples.ts'
import { examplesOf } from '../../scripts/document-examples.ts'
import { complaintsOf } from './run-example.ts'

const fence = '```'

const shared = `# Page

${fence}ts shared
import { topic } from '@millrace/streams'
import { string } from '@millrace/streams/serde'

const words = topic('words', { key: string, value: string })
${fence}
`

function example(lines: string, page = 'page.md', kind = 'run') {
  const [found] = examplesOf(page, `${shared}\n${fence}ts ${kind}\n${lines}\n${fence}\n`)
  if (found === undefined) throw new Error('expected an example, found none')
  return found
}

const twice = `builder.stream(words).mapValues((word) => word + word).to(words)`

test.serial('an example that comes out as it says passes', async (t) => {
  const lines = ['const copies = topic("copies", words)', 'builder.stream(words).to(copies)']
  const said = 'send(words, ["a", "tea"], ["b", null])\nread(copies) // => a: tea\n// => b: null'
  t.deepEqual(await complaintsOf(example([...lines, said].join('\n'), 'passes.md')), [])
})

test.serial('an example that comes out otherwise is told with page, line, and both', async (t) => {
  t.deepEqual(await complaintsOf(example('const found = "tea"\nfound // => coffee', 'other.md')), [
    'other.md:12: expected\ncoffee\nfound\ntea',
  ])
})

test.serial('an example that throws is told with page and line', async (t) => {
  t.deepEqual(await complaintsOf(example('const one = 1\nthrow new Error("no")', 'throws.md')), [
    'throws.md:12: Error: no',
  ])
})

test.serial('an example says which error an expression ends with', async (t) => {
  t.deepEqual(await complaintsOf(example('words.key.serialize(1 as never) // throws nothing', 'error.md')), [
    'error.md:11: expected\nnothing\nfound\nSerializationError: string: expected a string, found 1 (number)',
  ])
})

test.serial('what is said of an expression that is never reached is told', async (t) => {
  t.deepEqual(await complaintsOf(example('if (words.name === "") {\n  words // => words\n}', 'never.md')), [
    'never.md:12: is never reached',
  ])
})

test('an example that does not compile is told with page, line and column, unless it says so itself', (t) => {
  const wrong = 'builder.stream(words).mapValues((word) => word.size)'
  const complaints = typeErrorsOf([
    example(twice),
    example(wrong),
    example(`${wrong} // refused: Property 'size' does not exist`, 'refused.md', 'refused'),
    example(`${wrong} // refused: something else`, 'other.md', 'refused'),
    example(`${twice} // refused: nothing`, 'taken.md', 'refused'),
  ])
  t.deepEqual(
    complaints.map((complaint) => complaint.split("' does")[0]),
    [
      "page.md:11:48 Property 'size",
      "other.md:11:48 Property 'size",
      'other.md:11 is not refused for: something else',
      'taken.md:11 is not refused for: nothing',
    ],
  )
})
