/** What a builder makes of the calls that it was given. */
import test from 'ava'
import { string } from '../serde/text.ts'
import { topic } from '../topology/topic.ts'
import { StreamsBuilder } from './streams-builder.ts'

const of = (name: string) => topic(name, { key: string, value: string })

test('a builder that builds twice makes the same topology, and what was added in between is in it', (t) => {
  const builder = new StreamsBuilder()
  const words = builder.stream(of('words'))
  words.groupByKey().count({ store: 'counts' })
  const first = String(builder.build().describe())
  t.regex(first, /counts/)
  t.is(String(builder.build().describe()), first)
  words.to(of('copy'))
  const second = new StreamsBuilder()
  const again = second.stream(of('words'))
  again.groupByKey().count({ store: 'counts' })
  again.to(of('copy'))
  t.is(String(builder.build().describe()), String(second.build().describe()))
})
