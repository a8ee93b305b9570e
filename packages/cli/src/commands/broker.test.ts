/**
 * `millrace broker`, with a terminal that is a test.
 */
import { createServer } from 'node:net'
import test from 'ava'
import type { Terminal } from '../host/terminal.ts'
import { millrace } from './millrace.ts'

/** Runs a command until it is stopped, as soon as it is ready. */
async function run(args: string[], files: Record<string, string> = {}) {
  const said: string[] = []
  const errors: string[] = []
  let stop = (_signal: string) => {}
  const stopped = new Promise<string>((resolve) => {
    stop = resolve
  })
  const terminal: Terminal = {
    args,
    version: '1.2.3',
    out(line) {
      said.push(line)
      stop('SIGTERM')
    },
    error: (line) => void errors.push(line),
    read(path) {
      const text = files[path]
      if (text === undefined) throw new Error('no such file')
      return text
    },
    now: () => new Date(0),
    stopped: () => stopped,
    exit: () => {},
  }
  const code = await millrace(terminal)
  return { code, said, errors }
}

test('a broker says one line when it is ready, and ends with 0 when it is told to', async (t) => {
  const { code, said, errors } = await run(['broker', '--port', '0', '--topic', 'orders', '--topic', 'clicks:8'])
  t.is(code, 0)
  t.is(said.length, 1)
  t.regex(said[0] ?? '', /^ready at localhost:\d+, data in memory$/)
  t.deepEqual(errors, [
    '1970-01-01T00:00:00.000Z INFO stopping signal=SIGTERM',
    '1970-01-01T00:00:00.000Z INFO stopped',
  ])
})

test('programs get JSON', async (t) => {
  const { said, errors } = await run(['broker', '--port', '0', '--json'])
  t.like(JSON.parse(said[0] ?? ''), { message: 'ready', data: 'memory' })
  t.like(JSON.parse(errors[0] ?? ''), { level: 'info', message: 'stopping', signal: 'SIGTERM' })
})

test('the configuration says where to listen, the options say it louder, and strange names are named', async (t) => {
  const properties = 'listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://:9093\nnum.partitions=3\nbroker.rack.x=1\n'
  const files = {
    'a.properties': properties,
    'a.json': '{ "listeners": "PLAINTEXT://nowhere:1", "num.partitions": 2 }',
  }
  const { said, errors } = await run(['broker', '--config', 'a.properties'], files)
  t.regex(said[0] ?? '', /^ready at 127\.0\.0\.1:\d+/)
  t.regex(errors[0] ?? '', /WARN the configuration has names that mean nothing here names=\["broker\.rack\.x"\]$/)
  const louder = await run(['broker', '--config', 'a.json', '--port', '0', '--host', 'localhost'], files)
  t.regex(louder.said[0] ?? '', /^ready at localhost:\d+/)
})

test('clients are told what is advertised, and never that the broker is everywhere', async (t) => {
  const ready = async (...args: string[]) => (await run(['broker', '--port', '0', ...args], advertised)).said[0] ?? ''
  const advertised = { file: 'listeners=PLAINTEXT://:0\nadvertised.listeners=PLAINTEXT://kafka.example:19092' }
  t.regex(await ready('--host', '0.0.0.0'), /^ready at localhost:\d+/)
  t.regex(await ready('--advertised', 'kafka.example'), /^ready at kafka\.example:\d+/)
  t.regex(await ready('--advertised', '[::1]:29092'), /^ready at \[::1\]:29092,/)
  t.regex(await ready('--config', 'file'), /^ready at kafka\.example:19092,/)
})

const wrong: [args: string[], message: RegExp][] = [
  [['--port', '70000'], /argument '70000' is invalid\. expected a port from 0 to 65535, found '70000'/],
  [['--port', 'x'], /expected a port/],
  [['--advertised', 'a:b:c'], /expected a host, or a host and a port, found 'a:b:c'/],
  [['--topic', 'a b'], /expected a name, or a name and a number as in clicks:8, found 'a b'/],
  [['--topic', 'a:0'], /found 'a:0'/],
  [['--topic', '..'], /found '\.\.'/],
  [['--what'], /unknown option '--what'/],
  [['--config', 'none'], /^millrace: none: expected a file that can be read, found no such file$/],
  [['--config', 'bad.json'], /^millrace: bad\.json: expected JSON, found /],
  [['--config', 'bad.properties'], /^millrace: num\.partitions: expected .*, found 'many'$/],
  [['--config', 'two.properties'], /listeners: expected one as PLAINTEXT:\/\/host:port, found 'PLAINTEXT:\/\/a:1,/],
  [['--config', 'ssl.properties'], /listeners: expected one as PLAINTEXT:\/\/host:port, found 'SSL:\/\/a:1'/],
  [['--config', 'dirs.properties'], /log\.dirs: expected one directory, found 'a,b'/],
  [['--config', 'object.json'], /object\.json: a: expected a text, a number, true or false, found an object/],
]

const files = {
  'bad.json': '{ num',
  'bad.properties': 'num.partitions=many',
  'two.properties': 'listeners=PLAINTEXT://a:1,PLAINTEXT://b:2',
  'ssl.properties': 'listeners=SSL://a:1',
  'dirs.properties': 'log.dirs=a,b',
  'object.json': '{ "a": {} }',
}

for (const [args, message] of wrong) {
  test(`broker ${args.join(' ')} ends with 2 and says what is wrong`, async (t) => {
    const { code, said, errors } = await run(['broker', ...args], files)
    t.is(code, 2)
    t.deepEqual(said, [])
    t.regex(errors[0] ?? '', message)
  })
}

test('a port that is in use ends it with 1', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const { code, errors } = await run(['broker', '--port', String(port)])
  server.close()
  t.is(code, 1)
  t.is(errors[0], `millrace: could not listen on 127.0.0.1:${port}: address already in use (EADDRINUSE)`)
})

test('help and version are no faults', async (t) => {
  const version = await run(['--version'])
  t.deepEqual([version.code, version.said], [0, ['1.2.3']])
  const help = await run(['broker', '--help'])
  t.is(help.code, 0)
  t.regex(help.said[0] ?? '', /--data-dir <directory>/)
})
