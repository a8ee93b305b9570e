import test from 'ava'
import { StreamsBuilder, topic } from '../../index.ts'
import { string } from '../../serde.ts'

const words = topic('words', { key: string, value: string })
const kept = topic('kept', { key: string, value: string })

function filtered() {
  const builder = new StreamsBuilder()
  builder
    .stream(words, { name: 'in' })
    .filter(() => true, { name: 'some' })
    .to(kept, { name: 'out' })
  return builder.build().describe()
}

test('as JSON a description says for each node what it is and what is above and below it', (t) => {
  const { subtopologies } = JSON.parse(JSON.stringify(filtered()))
  t.like(subtopologies[0], { id: 0, isGlobal: false })
  t.deepEqual(
    subtopologies[0].nodes.map(({ kind, name, predecessors, successors }: Record<string, unknown>) => [
      kind,
      name,
      predecessors,
      successors,
    ]),
    [
      ['source', 'in', [], ['some']],
      ['processor', 'some', ['in'], ['out']],
      ['sink', 'out', ['some'], []],
    ],
  )
})

test('as a Mermaid flowchart a description has a box for each sub-topology, and topics around them', (t) => {
  t.is(
    filtered().toMermaid(),
    [
      'flowchart TB',
      '  subgraph sub0["Sub-topology 0"]',
      '    node_in["in"]',
      '    node_some["some"]',
      '    node_out["out"]',
      '    node_in --> node_some',
      '    node_some --> node_out',
      '  end',
      '  topic_words>"words"] --> node_in',
      '  node_out --> topic_kept>"kept"]',
      '',
    ].join('\n'),
  )
})
