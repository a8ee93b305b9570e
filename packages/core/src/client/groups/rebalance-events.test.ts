/** What those hear of a group's rebalances who listen. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { fail } from '../../testing.ts'
import type { RebalanceMessage } from '../diagnostics.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { TestGroup } from './test-group.contract.ts'

/** What is said of one client from now on. */
function listen(clientId: string) {
  const heard: RebalanceMessage[] = []
  const hear = (message: unknown) => {
    const said = message as RebalanceMessage
    if (said.clientId === clientId) heard.push(said)
  }
  subscribe('millrace:consumer:rebalance', hear)
  const stop = () => unsubscribe('millrace:consumer:rebalance', hear)
  const phases = () =>
    heard.splice(0).map((one) => ('partitions' in one ? `${one.phase} ${one.partitions.length}` : one.phase))
  return { heard, phases, stop }
}

test('a rebalance is told with its start, its hooks and its end, and how long they took', async (t) => {
  await using group = await TestGroup.open()
  const ear = listen('eager')
  group.join({ name: 'eager' })
  await group.settled()
  t.like(ear.heard[0], { clientId: 'eager', groupId: 'readers', phase: 'start', reason: 'a new member' })
  t.true(ear.heard.every((one) => !('durationMs' in one) || one.durationMs >= 0))
  t.true((ear.heard.at(-1)?.generationId ?? -1) > 0 && ear.heard.at(-1)?.memberId !== '')
  t.deepEqual(ear.phases(), ['start', 'assigned 6', 'end'])
  group.join()
  await group.settled()
  t.deepEqual(ear.phases(), ['start', 'revoked 6', 'assigned 3', 'end'])
  group.broker.control(apis.heartbeat, fail('UNKNOWN_MEMBER_ID'), { times: 1, clientId: 'eager' })
  await group.until(() => ear.heard.some(({ phase }) => phase === 'lost'))
  await group.settled()
  t.deepEqual(ear.phases().slice(0, 2), ['start', 'lost 3'])
  ear.stop()
})

test('attempts that fail belong to the rebalance that they are of, and its end names what ended the member', async (t) => {
  await using group = await TestGroup.open()
  const ear = listen('refused')
  group.broker.control(apis.joinGroup, fail('COORDINATOR_LOAD_IN_PROGRESS'), { times: 2 })
  group.join({ name: 'refused', assignors: [new CooperativeStickyAssignor()] })
  await group.settled()
  t.deepEqual(ear.phases(), ['start', 'assigned 6', 'end'])
  group.broker.control(apis.joinGroup, fail('GROUP_AUTHORIZATION_FAILED'), { times: 1 })
  group.members[0]?.group.rejoin()
  await group.until(() => ear.heard.at(-1)?.phase === 'end')
  t.like(ear.heard.at(-1), { phase: 'end', error: { code: 'GROUP_AUTHORIZATION_FAILED' } })
  ear.stop()
})
