import test from 'ava'
import { FrameMemory } from './frame-memory.ts'
import { FrameSplitter } from './frame-splitter.ts'

const KIB = 1024

function framed(body: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

test('memory that was given back is used again by a frame of its size', (t) => {
  const memory = new FrameMemory()
  const first = memory.take(100 * KIB)
  t.is(first.length, 128 * KIB)
  memory.giveBack(first.subarray(0, 100 * KIB))
  t.is(memory.keptBytes, 128 * KIB)
  t.is(memory.reuse(300 * KIB), undefined)
  t.is(memory.reuse(90 * KIB)?.buffer, first.buffer)
  t.is(memory.keptBytes, 0)
  t.is(memory.reuse(90 * KIB), undefined)
})

test('what was never made here is not kept', (t) => {
  const memory = new FrameMemory()
  memory.giveBack(Buffer.alloc(100 * KIB))
  t.is(memory.keptBytes, 0)
})

test('what is kept is bounded', (t) => {
  const memory = new FrameMemory()
  const all = Array.from({ length: 20 }, () => memory.take(1024 * KIB))
  for (const one of all) memory.giveBack(one)
  t.is(memory.keptBytes, 8 * 1024 * KIB)
})

test('a large frame lies in the memory of the one before it, and is whole', (t) => {
  const memory = new FrameMemory()
  const frames: Buffer[] = []
  const splitter = new FrameSplitter(1024 * KIB, (frame) => frames.push(frame), memory)
  const send = (byte: number, size: number) => {
    const bytes = framed(Buffer.alloc(size, byte))
    for (let at = 0; at < bytes.length; at += 50 * KIB) splitter.push(bytes.subarray(at, at + 50 * KIB))
    const frame = frames.pop() ?? Buffer.alloc(0)
    t.is(frame.length, size)
    t.true(frame.every((one) => one === byte))
    return frame
  }
  const first = send(1, 200 * KIB)
  memory.giveBack(first)
  t.is(send(2, 150 * KIB).buffer, first.buffer)
  t.not(send(3, 150 * KIB).buffer, first.buffer)
})

test('the memory in which a large frame begins is used again by the frame after it', (t) => {
  const memory = new FrameMemory()
  const splitter = new FrameSplitter(1024 * KIB, () => {}, memory)
  for (let count = 0; count < 3; count++) {
    const bytes = framed(Buffer.alloc(200 * KIB))
    for (let at = 0; at < bytes.length; at += 50 * KIB) splitter.push(bytes.subarray(at, at + 50 * KIB))
  }
  t.is(memory.keptBytes, 64 * KIB)
})
