import test from 'ava'
import { activeProducers } from './active-producers.ts'
import { ProducerStates } from './producer-states.ts'

const batch = { baseOffset: 10, lastOffset: 11, producerEpoch: 2, baseSequence: 0, lastSequence: 1, maxTimestamp: 500 }

test('each producer is listed with where it stands', (t) => {
  const producers = new ProducerStates()
  t.deepEqual(activeProducers(producers), [])
  producers.record({ ...batch, producerId: 5, isTransactional: false })
  producers.record({ ...batch, producerId: 6, isTransactional: true })
  const plain = { producerEpoch: 2, lastSequence: 1, lastTimestamp: 500, coordinatorEpoch: -1 }
  t.deepEqual(activeProducers(producers), [
    { ...plain, producerId: 5, currentTransactionStartOffset: -1 },
    { ...plain, producerId: 6, currentTransactionStartOffset: 10 },
  ])
})

test('a producer whose transaction was ended by a later epoch has no sequence yet', (t) => {
  const producers = new ProducerStates()
  producers.record({ ...batch, producerId: 6, isTransactional: true })
  const marker = { producerId: 6, producerEpoch: 3, coordinatorEpoch: 7, offset: 12, timestamp: 600 }
  const ended = producers.recordMarker({ ...marker, type: 'COMMIT' })
  if (ended !== null) producers.complete(ended)
  t.deepEqual(activeProducers(producers), [
    {
      producerId: 6,
      producerEpoch: 3,
      lastSequence: -1,
      lastTimestamp: 600,
      coordinatorEpoch: 7,
      currentTransactionStartOffset: -1,
    },
  ])
})
