import type { TopicPartition } from '@millrace/core'
import test from 'ava'
import { clientsOf, type GroupMember } from './members.ts'
import { latestVersion } from './protocol/protocol-versions.ts'
import type { SubscriptionInfo } from './protocol/subscription-info.ts'

const [first, second] = ['10000000-0000-4000-8000-000000000000', '20000000-0000-4000-8000-000000000000'] as const
const facts = {
  taskOf: ({ partition }: TopicPartition) => (partition < 9 ? `0_${partition}` : null),
  endOffsetSums: new Map([
    ['0_0', 100],
    ['0_1', 100],
  ]),
}

function member(memberId: string, info: Partial<SubscriptionInfo>, owned: readonly number[] = []): GroupMember {
  const version = { version: latestVersion, latestSupportedVersion: latestVersion }
  const rest = { endpoint: null, uniqueField: 0, errorCode: 0, tags: new Map<string, string>() }
  return {
    memberId,
    owned: owned.map((partition) => ({ topic: 'words', partition })),
    info: { ...version, processId: first, offsetSums: new Map(), ...rest, ...info },
  }
}

test('threads of one process are one client, in the order of their names', (t) => {
  const clients = clientsOf([member('b', {}), member('c', { processId: second }), member('a', {})], facts)
  t.deepEqual(
    clients.map(({ processId, threads, members }) => [processId, threads, members.map(({ memberId }) => memberId)]),
    [
      [first, 2, ['a', 'b']],
      [second, 1, ['c']],
    ],
  )
})

test("a task was active where its partitions are owned, or where it is running; other state is a standby's", (t) => {
  const offsetSums = new Map([
    ['0_0', 70],
    ['0_1', -2],
    ['0_2', 30],
  ])
  const [client] = clientsOf([member('a', { offsetSums }, [0, 5, 9])], facts)
  t.deepEqual([...(client?.previousActive ?? [])].sort(), ['0_0', '0_1', '0_5'])
  t.deepEqual([...(client?.previousStandby ?? [])], ['0_2'])
})

test('a lag is what is missing to the end; all of it where there is no state, or more than there can be', (t) => {
  const lagsOf = (sum: number | null) => {
    const offsetSums = new Map(sum === null ? [] : [['0_0', sum]])
    return clientsOf([member('a', { offsetSums })], facts)[0]?.lags.get('0_0')
  }
  t.is(lagsOf(70), 30)
  t.is(lagsOf(100), 0)
  t.is(lagsOf(null), 100)
  t.is(lagsOf(101), 100)
  t.is(lagsOf(-2), -2)
  t.is(lagsOf(-3), -3)
})

test('members that are too new to be understood are one client, which had the tasks of the partitions they own', (t) => {
  const future = { version: 13, latestSupportedVersion: 14 }
  const owned = [{ topic: 'words', partition: 3 }]
  const clients = clientsOf(
    [member('a', {}), { memberId: 'y', owned, info: future }, { memberId: 'z', owned: [], info: future }],
    facts,
  )
  t.is(clients.length, 2)
  t.like(clients[0], { threads: 2, host: null })
  t.deepEqual([...(clients[0]?.previousActive ?? [])], ['0_3'])
})

test('the first thread says where a process answers queries, and its tags', (t) => {
  const tags = new Map([['zone', 'a']])
  const [client] = clientsOf([member('a', { endpoint: 'here:80', tags }), member('b', { endpoint: 'there:80' })], facts)
  t.deepEqual(client?.host, { host: 'here', port: 80 })
  t.deepEqual(client?.tags, tags)
})
