/** Members of one group that come, go and fall silent: who has what, and what they are told of it. */
import test from 'ava'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { TestGroup } from './test-group.contract.ts'

const eager = () => ({})
const cooperative = () => ({ assignors: [new CooperativeStickyAssignor()] })

for (const [kind, options] of Object.entries({ eager, cooperative })) {
  test(`${kind}: members that come and go share all partitions, and none has two owners`, async (t) => {
    await using group = await TestGroup.open()
    const first = group.join(options())
    await group.settled()
    t.deepEqual(group.sizes, [6])
    group.join(options())
    await group.until(() => group.sizes[1] === 3)
    await group.settled()
    t.deepEqual(group.sizes, [3, 3])
    group.join(options())
    await group.until(() => group.sizes[2] === 2)
    await group.settled()
    t.deepEqual(group.sizes, [2, 2, 2])
    await group.get(first.close())
    await group.settled()
    t.deepEqual(group.sizes, [3, 3])
    t.deepEqual(
      group.story.filter((line) => line.startsWith('TWICE')),
      [],
    )
  })
}
