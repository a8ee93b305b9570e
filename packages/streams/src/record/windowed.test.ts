/** How windowed keys are compared and printed. */
import test from 'ava'
import { sameWindowed, showWindowed, windowed } from './windowed.ts'

test('windowed keys are the same if key, start and end are', (t) => {
  t.true(sameWindowed(windowed('ann', 0, 10), windowed('ann', 0, 10)))
  t.false(sameWindowed(windowed('ann', 0, 10), windowed('bob', 0, 10)))
  t.false(sameWindowed(windowed('ann', 0, 10), windowed('ann', 5, 10)))
  t.false(sameWindowed(windowed('ann', 0, 10), windowed('ann', 0, 15)))
})

test('keys that are objects are compared as the caller says', (t) => {
  const [one, other] = [windowed({ id: 1 }, 0, 10), windowed({ id: 1 }, 0, 10)]
  t.false(sameWindowed(one, other))
  t.true(sameWindowed(one, other, (left, right) => left.id === right.id))
})

test('a windowed key is printed with its window, as Java prints it', (t) => {
  t.is(showWindowed(windowed('ann', 60_000, 120_000)), 'ann@60000/120000')
  t.is(showWindowed(windowed('ann', 0, Number.POSITIVE_INFINITY)), 'ann@0/9223372036854775807')
})
