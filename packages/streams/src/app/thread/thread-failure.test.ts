import { BufferFullError, ClosedError, ConnectionError, TimeoutError } from '@millrace/core'
import test from 'ava'
import { DatabaseError } from '../../store/rocksdb/database-error.ts'
import { StreamsError } from '../streams-error.ts'
import { remedyFor } from './thread-failure.ts'

test('what may be over by itself, and what concerns only what was not committed, has a thread begin again', (t) => {
  for (const problem of [
    new TimeoutError('late'),
    new ConnectionError('gone'),
    new BufferFullError('full'),
    new DatabaseError('DAMAGED', 'torn'),
  ]) {
    t.is(remedyFor(problem), 'begin-again', problem.name)
  }
})

test('what user code throws, a disk that refuses, and an end of the membership end a thread', (t) => {
  for (const problem of [
    new Error('bug'),
    new DatabaseError('DISK_REFUSES', 'full'),
    new StreamsError('MEMBERSHIP_ENDED', 'fenced'),
    new ClosedError('closed'),
  ]) {
    t.is(remedyFor(problem), 'end', problem.name)
  }
})
