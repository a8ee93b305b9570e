import test from 'ava'
import { compareTaskIds, sortedTasks, taskId, taskIdParts } from './task-id.ts'

test('a task is called by its sub-topology and partition', (t) => {
  t.is(taskId(1, 12), '1_12')
  t.deepEqual(taskIdParts('1_12'), { subtopology: 1, partition: 12, topologyName: null })
})

test('a topology may have a name, which comes before', (t) => {
  t.is(taskId(1, 12, 'a__b'), 'a__b__1_12')
  t.deepEqual(taskIdParts('a__b__1_12'), { subtopology: 1, partition: 12, topologyName: 'a__b' })
})

test('tasks are in the order of their numbers', (t) => {
  t.deepEqual(sortedTasks(['1_0', '0_10', 'b__0_0', '0_9', 'a__7_7']), ['0_9', '0_10', '1_0', 'a__7_7', 'b__0_0'])
  t.is(compareTaskIds('0_1', '0_1'), 0)
})
