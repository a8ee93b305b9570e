/** What requests of a session say, and what answers make of it. */
import test from 'ava'
import { errors } from '../../protocol/errors.ts'
import { FetchSession, type Wanted } from './fetch-session.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
const OTHER_ID = 'AAAAAAAAAAAAAAAAAAAAAg'

type Offset = readonly [partition: number, fetchOffset: number, topicId?: string]

function wanted(...offsets: readonly Offset[]) {
  const rest = { topic: 'orders', currentLeaderEpoch: 0, lastFetchedEpoch: -1, partitionMaxBytes: 1 }
  return new Map(
    offsets.map(([partition, fetchOffset, topicId = ID]): [string, Wanted] => [
      `orders-${partition}`,
      { ...rest, partition, fetchOffset, topicId },
    ]),
  )
}

function said(session: FetchSession, ...offsets: readonly Offset[]) {
  const { sessionId, sessionEpoch, topics, forgottenTopicsData = [] } = session.next(wanted(...offsets), true)
  const named = topics.flatMap(({ partitions }) => partitions.map(({ partition }) => partition))
  const forgotten = forgottenTopicsData.flatMap(({ topicId, partitions }) => [topicId, ...partitions])
  return [sessionId, sessionEpoch, named, forgotten]
}

test('after a full request only what has moved, come or gone is named', (t) => {
  const session = new FetchSession()
  t.deepEqual(said(session, [0, 0], [1, 0]), [0, 0, [0, 1], []])
  session.answered(7)
  t.true(session.isOpen)
  t.deepEqual(said(session, [0, 0], [1, 0]), [7, 1, [], []])
  session.answered(7)
  t.deepEqual(said(session, [0, 5], [2, 0]), [7, 2, [0, 2], [ID, 1]])
})

test('a topic that was made anew under its name is forgotten by its old id and named by the new one', (t) => {
  const session = new FetchSession()
  said(session, [0, 0])
  session.answered(7)
  t.deepEqual(said(session, [0, 0, OTHER_ID]), [7, 1, [0], [ID, 0]])
  t.is(session.topicName(OTHER_ID), 'orders')
})

test('a lost answer begins anew and ends the session that the broker may have', (t) => {
  const session = new FetchSession()
  said(session, [0, 0])
  session.answered(7)
  said(session, [0, 1])
  session.lost()
  t.deepEqual(said(session, [0, 1]), [7, 0, [0], []])
  session.answered(8)
  t.deepEqual(said(session, [0, 1]), [8, 1, [], []])
})

test('a session that the broker does not know is not named again; one of another count is ended', (t) => {
  for (const [error, id] of [
    ['FETCH_SESSION_ID_NOT_FOUND', 0],
    ['INVALID_FETCH_SESSION_EPOCH', 7],
  ] as const) {
    const session = new FetchSession()
    said(session, [0, 0])
    session.answered(7)
    session.refused(errors[error].code)
    t.deepEqual(said(session, [0, 0]), [id, 0, [0], []])
  }
})

test('a broker that gives no session is asked in full each time', (t) => {
  const session = new FetchSession()
  for (const _ of [1, 2]) {
    t.deepEqual(said(session, [0, 0]), [0, 0, [0], []])
    session.answered(0)
  }
  t.false(session.isOpen)
})

test('a session of topics by name is not gone on with by their ids', (t) => {
  const session = new FetchSession()
  session.next(wanted([0, 0]), false)
  session.answered(7)
  t.deepEqual(said(session, [0, 0]), [7, 0, [0], []])
})
