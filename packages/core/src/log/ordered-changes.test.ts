import test from 'ava'
import { OrderedChanges } from './ordered-changes.ts'

/** Changes that begin and end in a test's sight. */
class Story {
  readonly changes = new OrderedChanges()
  readonly events: string[] = []
  readonly #ends = new Map<string, (problem?: Error) => void>()

  begin(title: string, names: readonly string[]): Promise<void> {
    return this.changes.run(names, async () => {
      this.events.push(`${title} begins`)
      await new Promise<void>((resolve, reject) => {
        this.#ends.set(title, (problem) => (problem === undefined ? resolve() : reject(problem)))
      })
    })
  }

  async end(title: string, problem?: Error): Promise<void> {
    this.events.push(`${title} ends`)
    this.#ends.get(title)?.(problem)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a change waits for all that share a name with it, and for no other', async (t) => {
  const story = new Story()
  const all = [
    story.begin('first', ['a', 'b']),
    story.begin('second', ['c']),
    story.begin('third', ['b', 'c', 'd']),
    story.begin('fourth', ['d']),
    story.begin('fifth', ['a', 'e']),
  ]
  t.deepEqual(story.events, ['first begins', 'second begins'])
  await story.end('first')
  await story.end('second')
  await story.end('third')
  t.deepEqual(story.events.slice(2), [
    'first ends',
    'fifth begins',
    'second ends',
    'third begins',
    'third ends',
    'fourth begins',
  ])
  await story.end('fourth')
  await story.end('fifth')
  await t.notThrowsAsync(Promise.all(all))
})

test('a change that fails tells who asked for it, and the next one comes all the same', async (t) => {
  const story = new Story()
  const failed = t.throwsAsync(story.begin('first', ['a']), { message: 'broken' })
  const next = story.begin('second', ['a'])
  await story.end('first', new Error('broken'))
  await failed
  t.deepEqual(story.events, ['first begins', 'first ends', 'second begins'])
  await story.end('second')
  await next
  story.begin('third', ['a']).catch(t.fail)
  t.is(story.events.at(-1), 'third begins')
})

test('changes are settled when all that were asked for have ended', async (t) => {
  const story = new Story()
  const changed = Promise.all([story.begin('first', ['a']), story.begin('second', ['a'])])
  let isSettled = false
  const settled = story.changes.settled().then(() => {
    isSettled = true
  })
  await story.end('first')
  t.false(isSettled)
  await story.end('second')
  t.true(isSettled)
  await Promise.all([changed, settled])
})
