import test from 'ava'
import { readHostileFrames, readHostileMessages } from './hostile-messages.ts'

test('150,000 broken messages, other ones each time, are each read or refused with the place', (t) => {
  const seed = Date.now() % 0x7fffffff
  t.log(`seed ${seed}`)
  const { refused, read } = readHostileMessages(150_000, seed)
  t.is(refused + read, 150_000)
})

test('150,000 broken frames, other ones each time, are each read or refused with the place', (t) => {
  const seed = Date.now() % 0x7fffffff
  t.log(`seed ${seed}`)
  const { refused, read } = readHostileFrames(150_000, seed)
  t.is(refused + read, 150_000)
})
