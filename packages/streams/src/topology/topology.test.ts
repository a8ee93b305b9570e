import test from 'ava'
import { stores, Topology, TopologyError, type TopologyErrorCode } from '../index.ts'
import { string } from '../serde.ts'

const supplier = () => ({ process: () => undefined })
const serdes = { key: string, value: string }

function withSource(): Topology {
  return new Topology().addSource('in', { topics: ['words'], ...serdes })
}

/** What the topology says when it is given something that could not run. */
function refusal(add: (topology: Topology) => unknown): { code: TopologyErrorCode; message: string } | null {
  try {
    add(withSource())
    return null
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    return { code: error.code, message: error.message }
  }
}

test('sub-topologies are what edges and shared stores join, and topics do not', (t) => {
  const topology = withSource()
    .addProcessor('upper', { supplier, parents: ['in'], stores: [stores.keyValue('rows', serdes)] })
    .addSink('out', { topic: 'between', parents: ['upper'], ...serdes })
    .addSource('again', { topics: ['between'], ...serdes })
    .addProcessor('apart', { supplier, parents: ['again'] })
    .addSource('third', { topics: ['others'], ...serdes })
    .addProcessor('sharer', { supplier, parents: ['third'], stores: ['rows'] })
  t.deepEqual(topology.groups, [
    ['in', 'upper', 'out', 'third', 'sharer'],
    ['again', 'apart'],
  ])
})

test('a name is given once', (t) => {
  t.like(
    refusal((topology) => topology.addProcessor('in', { supplier, parents: ['in'] })),
    { code: 'NAME_TAKEN', message: 'two nodes are called in' },
  )
})

test('a parent is there before its children', (t) => {
  const unknown = refusal((topology) => topology.addProcessor('lost', { supplier, parents: ['nobody'] }))
  t.is(unknown?.code, 'UNKNOWN_NODE')
  t.regex(unknown?.message ?? '', /lost has a parent nobody/)
  t.is(refusal((topology) => topology.addProcessor('lost', { supplier, parents: [] }))?.code, 'NO_PARENTS')
  t.is(refusal((topology) => topology.addProcessor('lost', { supplier, parents: ['lost'] }))?.code, 'BAD_PARENT')
})

test('nothing stands behind a sink', (t) => {
  const behind = refusal((topology) =>
    topology
      .addSink('out', { topic: 'words-out', parents: ['in'], ...serdes })
      .addProcessor('late', { supplier, parents: ['out'] }),
  )
  t.is(behind?.code, 'BAD_PARENT')
})

test('a topic has one source, also where a pattern would match it', (t) => {
  const twice = refusal((topology) => topology.addSource('again', { topics: ['words'], ...serdes }))
  t.like(twice, { code: 'TOPIC_TAKEN', message: 'topic words of source again is read by source in already' })
  t.is(refusal((topology) => topology.addSource('again', { pattern: /w.*/, ...serdes }))?.code, 'TOPIC_TAKEN')
  t.is(
    refusal((topology) => topology.addSource('again', { pattern: /w/, ...serdes })),
    null,
  )
})

test('a store that a processor wants is there', (t) => {
  const missing = refusal((topology) => topology.addProcessor('asks', { supplier, parents: ['in'], stores: ['rows'] }))
  t.is(missing?.code, 'UNKNOWN_STORE')
})

test('two stores do not share a name, one store may be added twice', (t) => {
  const store = stores.keyValue('rows', serdes)
  t.is(
    refusal((topology) => topology.addStateStore(store).addStateStore(store)),
    null,
  )
  const other = stores.keyValue('rows', serdes)
  t.is(refusal((topology) => topology.addStateStore(store).addStateStore(other))?.code, 'STORE_TAKEN')
})

test('only processors are connected to stores', (t) => {
  const wrong = refusal((topology) => topology.addStateStore(stores.keyValue('rows', serdes), 'in'))
  t.is(wrong?.code, 'BAD_PARENT')
})
