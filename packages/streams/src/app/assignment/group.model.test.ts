/** Groups in which processes and threads come and go: what holds through all rounds, and where it ends. */
import { partitionName } from '@millrace/core'
import test from 'ava'
import fc from 'fast-check'
import { countsOf, TestApplication } from './test-application.contract.ts'

type Event = 'thread' | 'process' | 'leave' | 'rest'

const events = fc.array(fc.constantFrom<Event>('thread', 'process', 'leave', 'rest'), { minLength: 1, maxLength: 8 })
const subtopologies = fc.array(fc.record({ partitions: fc.integer({ min: 1, max: 6 }), isStateful: fc.boolean() }), {
  minLength: 1,
  maxLength: 3,
})
const standbys = fc.integer({ min: 0, max: 2 })

const processId = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`

class Story {
  readonly app: TestApplication
  #processes = 0

  constructor(app: TestApplication) {
    this.app = app
    this.happen('process')
  }

  happen(event: Event): void {
    const { members } = this.app
    const [first] = members
    if (event === 'rest') this.app.catchUp()
    else if (event === 'process' || first === undefined) this.app.join(processId(this.#processes++))
    else if (event === 'thread') this.app.join(first.process.id)
    else if (members.length > 1) this.app.leave(first)
  }
}

test('no partition ever has two owners, none is forgotten, and in the end all is still', async (t) => {
  await fc.assert(
    fc.asyncProperty(subtopologies, events, standbys, async (given, happenings, numStandbyReplicas) => {
      const story = new Story(new TestApplication(countsOf(given), { numStandbyReplicas }))
      for (const event of happenings) {
        story.happen(event)
        // The round asserts that nothing is given away that somebody else owns.
        await story.app.settle()
      }
      for (let rest = 0; story.app.decisions.at(-1)?.isStable !== true; rest++) {
        t.true(rest < 40)
        story.app.catchUp()
        await story.app.settle()
      }
      const owned = story.app.members.flatMap((member) => member.owned).map(partitionName)
      t.is(new Set(owned).size, owned.length)
      t.is(
        owned.length,
        given.reduce((sum, { partitions }) => sum + partitions, 0),
      )
      const before = story.app.active
      story.app.catchUp()
      t.is(await story.app.settle(), 1)
      t.deepEqual(story.app.active, before)
    }),
    { numRuns: 150 },
  )
})

test('a task that nobody else is to have is not taken from its thread', async (t) => {
  await fc.assert(
    fc.asyncProperty(subtopologies, events, standbys, async (given, happenings, numStandbyReplicas) => {
      const story = new Story(new TestApplication(countsOf(given), { numStandbyReplicas }))
      for (const event of happenings) {
        story.happen(event)
        const before = new Map(story.app.members.map(({ memberId, owned }) => [memberId, owned.map(partitionName)]))
        await story.app.round()
        const waiting = story.app.members.filter(({ received }) => received?.rejoinAtMs === 0)
        const taken = story.app.members.flatMap(({ memberId, owned }) => {
          const now = new Set(owned.map(partitionName))
          return (before.get(memberId) ?? []).filter((one) => !now.has(one))
        })
        t.true(taken.length === 0 || waiting.length > 0)
        await story.app.settle()
      }
    }),
    { numRuns: 150 },
  )
})
