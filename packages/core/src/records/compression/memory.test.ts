/**
 * Small batches that stand for gigabytes, in a process of their own so that its memory can be watched:
 * the refusal comes before the memory is taken, also where other threads inflate.
 */
import { execFileSync } from 'node:child_process'
import test from 'ava'
import type { ways } from './steps.contract.ts'

const LIMIT_BYTES = 8 << 20

/** What a codec may take beside the result: its own state, and what growing the result leaves behind. */
const OVERHEAD_BYTES = 48 << 20

const GIGABYTE = 1 << 30

/** Each makes a few kilobytes, at most a few megabytes, that stand for a gigabyte or more. */
const bombs = {
  /** A member of 4 MiB of zeros, 256 times. */
  gzip: `const member = zlib.gzipSync(Buffer.alloc(1 << 22)); return Buffer.concat(Array(256).fill(member))`,
  /** Blocks that repeat one byte 128 KiB times take four bytes each. */
  zstd: `
    const blocks = Array.from({ length: 8192 }, (_, index) => Buffer.from([index === 8191 ? 3 : 2, 0, 0x10, 0]))
    return Buffer.concat([Buffer.from('28b52ffd0050', 'hex'), ...blocks])`,
  /** A length of 4 GiB in front, and nothing behind it. */
  snappy: `return Buffer.concat([Buffer.from('ffffffff0f', 'hex'), Buffer.alloc(4096)])`,
  /** Blocks of 4 MiB each, in 16 KiB: one literal, a copy that goes on and on, one literal. */
  lz4: `
    const block = Buffer.concat([Buffer.from('1f610100', 'hex'), Buffer.alloc(16447, 255), Buffer.from('001062', 'hex')])
    const length = Buffer.alloc(4)
    length.writeUInt32LE(block.length)
    const blocks = Array.from({ length: 256 }, () => [length, block]).flat()
    return Buffer.concat([Buffer.from('04224d18607073', 'hex'), ...blocks, Buffer.alloc(4)])`,
}

/** Runs one codec on its bomb, and tells what it ended in and how far the process grew meanwhile. */
function explode(
  name: keyof typeof bombs,
  way: keyof typeof ways,
): { code: string; message: string; grownBytes: number } {
  const script = `
    import { existsSync, readFileSync } from 'node:fs'
    import zlib from 'node:zlib'
    // The kernel's own mark of the most this process has had; getrusage counts the parent's as well.
    const status = '/proc/self/status'
    const peakBytes = () =>
      existsSync(status) ? Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync(status, 'utf8'))[1]) * 1024 : process.memoryUsage.rss()
    const { codecs } = await import(${JSON.stringify(new URL('./codecs.ts', import.meta.url).href)})
    const { ways } = await import(${JSON.stringify(new URL('./steps.contract.ts', import.meta.url).href)})
    const codec = codecs[${JSON.stringify(name)}]
    const { decompress } = ways[${JSON.stringify(way)}]
    await decompress(codec, codec.compress(Buffer.alloc(100_000)), 1 << 20)
    const bomb = (() => { ${bombs[name]} })()
    const before = peakBytes()
    let ended = { code: 'NONE', message: '' }
    try { await decompress(codec, bomb, ${LIMIT_BYTES}) } catch ({ code, message }) { ended = { code, message } }
    console.log(JSON.stringify({ ...ended, grownBytes: peakBytes() - before }))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return JSON.parse(output)
}

for (const name of ['gzip', 'zstd', 'snappy', 'lz4'] as const) {
  for (const way of ['at once', 'elsewhere'] as const) {
    test(`${name}, ${way}: what stands for gigabytes is refused before it takes that memory`, (t) => {
      const { code, message, grownBytes } = explode(name, way)
      t.is(code, name === 'snappy' ? 'CORRUPT' : 'TOO_LARGE', message)
      t.true(grownBytes < LIMIT_BYTES + OVERHEAD_BYTES, `grew by ${grownBytes} bytes`)
      t.log(`${name} grew by ${(grownBytes / 1e6).toFixed(1)} MB of ${(GIGABYTE / 1e6).toFixed(0)}`)
    })
  }
}
