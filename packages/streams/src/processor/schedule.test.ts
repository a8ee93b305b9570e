import test from 'ava'
import { schedulePunctuation } from './schedule.ts'
import { TaskState } from './task-state.ts'

test("stream time's grid begins at 0, so the first record fires", (t) => {
  const { state } = taskAt(0)
  const fired = record(state, { every: '10s', type: 'stream-time' })
  t.deepEqual(
    fired(state.streamTimePunctuations, [0, 9_999, 10_000, 34_000, 39_999, 40_000]),
    [0, 10_000, 34_000, 40_000],
  )
})

test("the wall clock's grid begins one interval after registration", (t) => {
  const { state } = taskAt(1_500)
  const fired = record(state, { every: '1s', type: 'wall-clock-time' })
  t.deepEqual(fired(state.wallClockPunctuations, [1_500, 2_499, 2_500, 3_499, 3_500]), [2_500, 3_500])
})

test('lines of the grid that time jumps over are made up for by one firing', (t) => {
  const { state } = taskAt(0)
  const fired = record(state, { every: 10, type: 'wall-clock-time' })
  t.deepEqual(fired(state.wallClockPunctuations, [95, 99, 100]), [95, 100])
})

test('a start that lies ahead is the first line', (t) => {
  const { state } = taskAt(500)
  const fired = record(state, { every: '1s', type: 'wall-clock-time', startMs: 700 })
  t.deepEqual(fired(state.wallClockPunctuations, [699, 700, 1_699, 1_700]), [700, 1_700])
})

test('a start that is past anchors the grid, and the line that is now has been missed', (t) => {
  const { state } = taskAt(2_200)
  const fired = record(state, { every: '1s', type: 'wall-clock-time', startMs: 200 })
  t.deepEqual(fired(state.wallClockPunctuations, [2_200, 3_199, 3_200]), [3_200])
  const stream = taskAt(0).state
  stream.streamTimeMs = 2_250
  const streamFired = record(stream, { every: '1s', type: 'stream-time', startMs: 200 })
  t.deepEqual(streamFired(stream.streamTimePunctuations, [2_250, 3_200]), [3_200])
})

test('a start of now is due now', (t) => {
  const { state } = taskAt(2_200)
  const fired = record(state, { every: '1s', type: 'wall-clock-time', startMs: 2_200 })
  t.deepEqual(fired(state.wallClockPunctuations, [2_200]), [2_200])
})

test('an interval of nothing and a start before 1970 are refused', (t) => {
  const { state } = taskAt(0)
  t.throws(() => schedulePunctuation(state, { every: 0, type: 'stream-time' }, () => {}), { message: /interval/ })
  t.throws(() => schedulePunctuation(state, { every: 1, type: 'stream-time', startMs: -1 }, () => {}), {
    message: /starts at 0 or later/,
  })
})

function taskAt(nowMs: number): { state: TaskState } {
  const onFailure = ({ cause }: { cause: unknown }) => {
    throw cause
  }
  const times = { wallClock: () => nowMs, emitIntervalMs: 0 }
  return { state: new TaskState({ applicationId: 'app', taskId: '0_0', ...times, globalStores: new Map(), onFailure }) }
}

function record(state: TaskState, options: Parameters<typeof schedulePunctuation>[1]) {
  const fired: number[] = []
  schedulePunctuation(state, options, (timestamp) => fired.push(timestamp))
  return (punctuations: TaskState['streamTimePunctuations'], times: readonly number[]) => {
    for (const time of times) punctuations.fire(time)
    return fired
  }
}
