import test from 'ava'
import { straySnapshots } from './stray-snapshots.ts'

test('each segment keeps its snapshot, and the one behind the last segment stays', (t) => {
  t.deepEqual(straySnapshots([0, 100, 200, 250], [0, 100, 200]), [])
})

test('a snapshot that belongs to no segment goes, and of several behind the last segment all but the latest', (t) => {
  t.deepEqual(straySnapshots([50, 100, 210, 250], [0, 100, 200]), [50, 210])
})

test('a snapshot that lies before the last segment goes, though it is the latest without one', (t) => {
  t.deepEqual(straySnapshots([0, 150], [0, 100, 200]), [150])
})

test('without segments the latest snapshot stays', (t) => {
  t.deepEqual(straySnapshots([10, 20], []), [10])
  t.deepEqual(straySnapshots([], []), [])
})
