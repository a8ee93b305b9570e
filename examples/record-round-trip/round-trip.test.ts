import test from 'ava'
import { read, type Sent, write } from './round-trip.ts'
import { story } from './story.ts'

const sent: Sent[] = ['ann', 'ben', 'cleo', 'ann'].map((user, index) => ({
  user,
  view: { page: `/${index}`, seconds: index },
  timestamp: 1_700_000_000_000 + index,
}))

test('what was written is read, in order per user', (t) => {
  const received = read(write(sent))
  for (const user of ['ann', 'ben', 'cleo']) {
    const views = (all: readonly Sent[]) => all.filter((one) => one.user === user).map((one) => one.view)
    t.deepEqual(views(received), views(sent))
  }
})

test("a user's views lie in one partition, the one in which Java would put them", (t) => {
  const partitionOf = new Map(read(write(sent)).map(({ user, partition }) => [user, partition]))
  t.deepEqual(Object.fromEntries(partitionOf), { ann: 2, ben: 1, cleo: 5 })
})

test('the program tells of both views, going in and coming out', (t) => {
  const lines = story()
  for (const user of ['ann', 'ben']) t.is(lines.filter((line) => line.includes(`"user":"${user}"`)).length, 2)
  t.true(lines.some((line) => line.includes('Produce request, version 9')))
})
