import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import { FrameQueue } from './frame-queue.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('frames come out in their order, and are counted as long as they wait', (t) => {
  const backlog = { frames: 0 }
  const [queue, other] = [new FrameQueue(backlog), new FrameQueue(backlog)]
  for (const text of ['a', 'bc', 'def']) queue.push(Buffer.from(text))
  other.push(Buffer.from('x'))
  t.is(queue.take()?.toString(), 'a')
  t.deepEqual([queue.length, queue.bytes, backlog.frames], [2, 5, 3])
  queue.push(Buffer.from('g'))
  t.is(queue.take()?.toString(), 'bc')
  queue.clear()
  t.deepEqual([queue.length, queue.bytes, backlog.frames], [0, 0, 1])
  t.is(queue.take(), undefined)
  t.is(backlog.frames, 1)
})

test('a frame that was taken is let go, also while others always wait', async (t) => {
  const queue = new FrameQueue({ frames: 0 })
  const taken: WeakRef<Buffer>[] = []
  queue.push(Buffer.from('first'))
  for (let count = 0; count < 100; count++) {
    queue.push(Buffer.alloc(10))
    taken.push(new WeakRef(queue.take() as Buffer))
  }
  await new Promise((resolve) => setImmediate(resolve)) // what a WeakRef is made of lives to the end of its turn
  collectGarbage()
  const kept = taken.filter((one) => one.deref() !== undefined)
  t.true(kept.length < 10, `${kept.length} of 100 frames that were taken are kept`)
})
