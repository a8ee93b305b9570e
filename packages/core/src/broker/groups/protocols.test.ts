import test from 'ava'
import { consumerProtocolSubscription } from '../../protocol/embedded/consumer-protocol.ts'
import { encodeVersioned } from '../../protocol/versioned.ts'
import { Member } from './member.ts'
import { chooseProtocol, subscribedTopics } from './protocols.ts'

/** A member that offers these protocols, the best first. */
function member(protocols: Readonly<Record<string, Buffer>>): Member {
  const identity = { id: 'somebody', instanceId: null, clientId: 'reader', clientHost: '/127.0.0.1' }
  const offered = Object.entries(protocols).map(([name, metadata]) => ({ name, metadata }))
  return new Member(identity, { protocols: offered, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000 })
}

function offering(...names: readonly string[]): Member {
  return member(Object.fromEntries(names.map((name) => [name, Buffer.alloc(0)])))
}

for (const [what, offers, chosen] of [
  [
    'the one that all have',
    [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
    ],
    'b',
  ],
  [
    'the one that most prefer',
    [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
    ],
    'b',
  ],
  [
    'the one that most prefer of those that all have',
    [
      ['x', 'a', 'b'],
      ['b', 'a'],
      ['x', 'b', 'a'],
      ['a', 'b'],
      ['b', 'a'],
    ],
    'b',
  ],
  [
    "the first member's, where votes are even",
    [
      ['b', 'a'],
      ['a', 'b'],
    ],
    'b',
  ],
  ['none, where there is none in common', [['a'], ['b']], undefined],
] as const) {
  test(`members settle on ${what}`, (t) => {
    t.is(chooseProtocol(offers.map((names) => offering(...names))), chosen)
  })
}

test('the topics of all members count, whatever version they tell them in', (t) => {
  const older = encodeVersioned(consumerProtocolSubscription, 0, { topics: ['orders'] })
  const newer = encodeVersioned(consumerProtocolSubscription, 3, {
    topics: ['prices'],
    ownedPartitions: [],
    rackId: 'a',
  })
  const unheardOf = Buffer.concat([newer, Buffer.from('what a later version adds')])
  unheardOf.writeInt16BE(9, 0)
  const members = [older, newer, unheardOf].map((metadata) => member({ range: metadata }))
  t.deepEqual(subscribedTopics(members, 'range'), new Set(['orders', 'prices']))
})

test('members that do not tell topics leave them unknown', (t) => {
  for (const metadata of [Buffer.alloc(0), Buffer.from('no'), Buffer.from('a text about something else')]) {
    t.is(subscribedTopics([member({ range: metadata })], 'range'), null)
  }
})
