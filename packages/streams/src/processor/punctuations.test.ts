import test from 'ava'
import { Punctuations } from './punctuations.ts'

test('punctuations that are due together fire in the order of their times, not of their registration', (t) => {
  const { punctuations, fired, add } = recorded()
  add('late', 30, 100)
  add('early', 10, 100)
  punctuations.fire(50)
  t.deepEqual(fired, ['early', 'late'])
})

test("ties fall as in Java's heap", (t) => {
  const { punctuations, fired, add } = recorded()
  for (const name of ['a', 'b', 'c', 'd']) add(name, 0, 10)
  punctuations.fire(0)
  // When a is taken out d takes its place at the top and stays there, as in PriorityQueue; then b climbs, left before right.
  t.deepEqual(fired, ['a', 'd', 'b', 'c'])
})

test('what is cancelled does not fire, and may cancel itself from within', (t) => {
  const { punctuations, fired, add } = recorded()
  add('cancelled', 0, 10).cancel()
  const own = punctuations.schedule({
    firstMs: 0,
    everyMs: 10,
    punctuator: () => {
      fired.push('own')
      own.cancel()
    },
  })
  t.true(punctuations.fire(0))
  t.false(punctuations.fire(100))
  t.deepEqual(fired, ['own'])
  t.is(punctuations.nextMs, Infinity)
})

test('a punctuation that is registered by one that fires is due in the same round if its time has come', (t) => {
  const { punctuations, fired, add } = recorded()
  punctuations.schedule({ firstMs: 0, everyMs: 100, punctuator: () => void add('inner', 5, 100) })
  punctuations.fire(7)
  t.deepEqual(fired, ['inner'])
})

test('a punctuation that throws is not due again', (t) => {
  const punctuations = new Punctuations()
  punctuations.schedule({
    firstMs: 0,
    everyMs: 1,
    punctuator: () => {
      throw new Error('boom')
    },
  })
  t.throws(() => punctuations.fire(0), { message: 'boom' })
  t.is(punctuations.nextMs, Infinity)
})

function recorded() {
  const punctuations = new Punctuations()
  const fired: string[] = []
  const add = (name: string, firstMs: number, everyMs: number) =>
    punctuations.schedule({ firstMs, everyMs, punctuator: () => void fired.push(name) })
  return { punctuations, fired, add }
}
