import test from 'ava'
import { Turns } from './turns.ts'

test('turns come one after the other, in the order of asking, whatever becomes of them', async (t) => {
  const turns = new Turns()
  const seen: string[] = []
  let finish: () => void = () => {}
  const first = turns.take(async () => {
    seen.push('first begins')
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    seen.push('first ends')
  })
  const second = turns.take(() => {
    seen.push('second')
    throw new Error('broken')
  })
  const third = turns.take(() => seen.push('third'))
  await Promise.resolve()
  finish()
  await first
  await t.throwsAsync(second, { message: 'broken' })
  await third
  t.deepEqual(seen, ['first begins', 'first ends', 'second', 'third'])
})
