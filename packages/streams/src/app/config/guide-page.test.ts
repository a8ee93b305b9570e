/** The guide's page of options says of each what the table of options says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type OptionName, options } from './options.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/guide/configuration.md'), 'utf8')
/** Name, default, Kafka's name, meaning. */
const row = /^\| `(\w+)` \| (.*?) \| (.*?) ?\| (.+) \|$/gm
const rows = new Map(
  [...page.matchAll(row)].map(([, name = '', fallback, kafkaName, meaning]) => {
    return [name, { fallback, kafkaName, meaning }]
  }),
)

test('the guide has every option once, in the order of the table, and no other', (t) => {
  t.deepEqual(
    [...page.matchAll(row)].map(([, name]) => name),
    Object.keys(options),
  )
})

for (const [name, { shownDefault, kafkaName }] of Object.entries(options) as [
  OptionName,
  (typeof options)[OptionName],
][]) {
  test(`the guide says the default of ${name}, and what Kafka calls it`, (t) => {
    const inProse = / |^required$/.test(shownDefault) && !/[*']/.test(shownDefault)
    t.is(rows.get(name)?.fallback, inProse ? shownDefault : `\`${shownDefault}\``)
    t.is(rows.get(name)?.kafkaName, kafkaName === null ? '' : `\`${kafkaName}\``)
  })
}
