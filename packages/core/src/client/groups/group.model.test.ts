/**
 * Members that come, go, die, hang and lose their connections at random, with assignors of both kinds: never has a
 * partition two owners of which both are members in good standing, and when peace returns each partition has one.
 */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { type Api, apis } from '../../protocol/apis.ts'
import { type Decision, delay, drop, fail, loseAnswer } from '../../testing.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { RangeAssignor } from './assignors/range.ts'
import { StickyAssignor } from './assignors/sticky.ts'
import { type MemberSetup, TestGroup } from './test-group.contract.ts'

const SESSION_MS = 10_000
const MEMBERS_MAX = 5

const kinds: Readonly<Record<string, () => MemberSetup>> = {
  range: () => ({ assignors: [new RangeAssignor()] }),
  sticky: () => ({ assignors: [new StickyAssignor()] }),
  cooperative: () => ({ assignors: [new CooperativeStickyAssignor()] }),
}

const bad = [drop, loseAnswer, fail('NOT_COORDINATOR'), fail('COORDINATOR_LOAD_IN_PROGRESS'), delay(700)] as const
const hurt = [apis.joinGroup, apis.syncGroup, apis.heartbeat, apis.leaveGroup, apis.findCoordinator] as const

type Step =
  | {
      readonly kind: 'join' | 'close' | 'kill' | 'hang' | 'work' | 'rejoin'
      readonly at: number
      readonly passMs: number
    }
  | {
      readonly kind: 'harm'
      readonly api: number
      readonly with: number
      readonly times: number
      readonly passMs: number
    }

const passMs = fc.oneof(fc.constant(0), fc.nat(500), fc.nat(6_000))
const oneStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), at: fc.nat(9), passMs }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('close', 'kill', 'hang', 'work', 'rejoin'),
      at: fc.nat(9),
      passMs,
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('harm' as const),
      api: fc.nat(hurt.length - 1),
      with: fc.nat(bad.length - 1),
      times: fc.integer({ min: 1, max: 3 }),
      passMs,
    }),
  },
)

async function act(group: TestGroup, step: Step, setup: MemberSetup): Promise<void> {
  const alive = group.members.filter((one) => !one.isGone)
  if (step.kind === 'harm') {
    const api = hurt[step.api] as unknown as Api
    group.broker.control(api, bad[step.with] as Decision, { times: step.times })
    return
  }
  if (step.kind === 'join') {
    const options = { ...setup, sessionTimeoutMs: SESSION_MS, maxPollIntervalMs: 15_000 }
    if (alive.length < MEMBERS_MAX) group.join({ ...options, name: `m${group.members.length}` }).group.waits()
    return
  }
  const member = alive[step.at % Math.max(1, alive.length)]
  if (step.kind === 'kill') member?.kill()
  if (step.kind === 'close') await group.get(member?.close({ timeoutMs: 3_000 }) ?? Promise.resolve())
  if (step.kind === 'hang') member?.group.poll()
  if (step.kind === 'work') member?.group.waits()
  if (step.kind === 'rejoin') member?.group.rejoin()
}

async function run(t: ExecutionContext, setup: () => MemberSetup, script: readonly Step[]): Promise<void> {
  await using group = await TestGroup.open()
  for (const step of script) {
    await act(group, step, setup())
    await group.pass(step.passMs)
  }
  if (group.members.every((one) => one.isGone)) group.join({ ...setup(), name: 'last' })
  for (const one of group.members) if (!one.isGone) one.group.waits()
  await group.settled(6, 200_000)
  const sizes = group.sizes.toSorted()
  t.true((sizes.at(-1) ?? 0) - (sizes[0] ?? 0) <= 1, `${sizes}`)
  for (const one of group.members) if (!one.isGone) t.is(one.failure, undefined)
  t.deepEqual(
    group.story.filter((line) => line.startsWith('TWICE')),
    [],
  )
}

for (const [kind, setup] of Object.entries(kinds)) {
  test(`${kind}: whatever happens to members, partitions have one owner each, and one in the end`, async (t) => {
    t.timeout(120_000)
    await fc.assert(
      fc.asyncProperty(fc.array(oneStep, { minLength: 5, maxLength: 25 }), (script) => run(t, setup, script)),
      { numRuns: 25 },
    )
  })
}
