/** Nodes without an input: topics that are read, and stores that are declared (FORMAT.md section 4). */
import { type TimestampExtractor, topic } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import { timestampFunction } from '../functions/timestamp.ts'
import { globalSupplier } from '../program/processors.ts'
import type { Text } from '../scenario/arguments.ts'
import { stringKey } from '../types.ts'
import type { Handle } from './handle.ts'
import { optionalMaterial } from './materials.ts'
import type { ScenarioNode } from './node.ts'
import { storeDefinition } from './processor-stores.ts'
import type { RecordType, Surroundings } from './surroundings.ts'

const strings: RecordType = { key: stringKey, value: 'string' }

const sources: Record<string, (node: ScenarioNode, surroundings: Surroundings) => Handle> = {
  stream(node, { builder }) {
    if (!node.args.has('topics')) throw node.malformed('expected "topics", found none')
    // That there is one at least is for the types; here a scenario may try none.
    const topics = node.args.texts('topics').map(textTopic) as [ReturnType<typeof textTopic>]
    const it = builder.stream(topics, consumed(node))
    return { kind: 'stream', it, ...strings }
  },
  table(node, { builder }) {
    const options = { ...consumed(node), ...optionalMaterial(node.args, strings) }
    return { kind: 'table', it: builder.table(textTopic(node.args.text('topic')), options), ...strings }
  },
  globalTable(node, { builder }) {
    const options = { ...consumed(node), ...optionalMaterial(node.args, strings) }
    return { kind: 'global table', it: builder.globalTable(textTopic(node.args.text('topic')), options) }
  },
  globalStore(node, { builder, declareStore, isTimestamped }) {
    const args = node.args.child('store')
    declareStore(args.text('name'), args.text('kind'))
    const supplier = globalSupplier(node.args, isTimestamped)
    const store = storeDefinition(args)
    builder.addGlobalStore(textTopic(node.args.text('topic')), { ...consumed(node), store, supplier })
    return { kind: 'end' }
  },
  stateStore({ args }, { builder, declareStore }) {
    declareStore(args.text('name'), args.text('kind'))
    builder.addStateStore(storeDefinition(args))
    return { kind: 'end' }
  },
}

export function sourceNode(node: ScenarioNode, surroundings: Surroundings): Handle {
  const source = sources[node.op]
  if (source === undefined) throw node.unknown()
  return source(node, surroundings)
}

function textTopic(name: string) {
  return topic(name, { key: string, value: string })
}

function consumed(node: ScenarioNode): { name?: string; timestampExtractor?: TimestampExtractor } {
  if (!node.args.has('timestamp')) return node.named
  const of = timestampFunction(node.args.need('timestamp'))
  const timestampExtractor: TimestampExtractor = ({ value, timestamp }, partitionMs) =>
    of(value as Text, { recordMs: timestamp, partitionMs })
  return { ...node.named, timestampExtractor }
}
