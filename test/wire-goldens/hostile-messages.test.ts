import test from 'ava'
import { readHostileFrames, readHostileMessages } from './hostile-messages.ts'

test('5,000 broken messages are each read or refused with the place, and none does harm', (t) => {
  const { refused, read } = readHostileMessages(5_000, 20_261_121)
  t.is(refused + read, 5_000)
  t.true(refused > 1_000 && read > 100, `${refused} refused, ${read} read`)
})

test('5,000 broken frames are each read or refused with the place, and none does harm', (t) => {
  const { refused, read } = readHostileFrames(5_000, 20_261_121)
  t.is(refused + read, 5_000)
  t.true(refused > 1_000 && read > 100, `${refused} refused, ${read} read`)
})
