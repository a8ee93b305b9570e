/**
 * Where the time of a piece of work goes, as a flame graph: each box is a function, as wide as the time that was
 * spent in it and in what it called, standing on its caller. Drawn as an SVG that any browser shows; a box says its
 * share when one points at it.
 */
import { Session } from 'node:inspector/promises'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[] | undefined
}

interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples?: readonly number[] | undefined
  readonly timeDeltas?: readonly number[] | undefined
}

/** A function where it was called from, and the microseconds spent in it and below. */
interface Frame {
  readonly name: string
  total: number
  readonly children: Map<string, Frame>
}

const widthPx = 1_600
const rowPx = 17
/** Narrower boxes could not be seen. */
const boxPxMin = 0.6
const charactersPerPx = 1 / 6.4
const sampleMicroseconds = 200

/** Does the work under V8's profiler, and draws what it saw. */
export async function flameGraph(title: string, work: () => unknown): Promise<string> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: sampleMicroseconds })
    await session.post('Profiler.start')
    await work()
    const { profile } = await session.post('Profiler.stop')
    return draw(title, framesOf(profile))
  } finally {
    session.disconnect()
  }
}

function framesOf(profile: Profile): Frame {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const times = new Map<number, number>()
  const { samples = [], timeDeltas = [] } = profile
  samples.forEach((id, index) => {
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[index] ?? 0))
  })
  const root: Frame = { name: 'all', total: 0, children: new Map() }
  const add = (node: ProfileNode, parent: Frame): number => {
    const name = nameOf(node)
    const frame = parent.children.get(name) ?? { name, total: 0, children: new Map<string, Frame>() }
    parent.children.set(name, frame)
    const below = (node.children ?? []).reduce((sum, id) => sum + add(byId.get(id) as ProfileNode, frame), 0)
    const total = below + (times.get(node.id) ?? 0)
    frame.total += total
    return total
  }
  const [first] = profile.nodes
  for (const id of first?.children ?? []) root.total += add(byId.get(id) as ProfileNode, root)
  root.children.delete('(idle)')
  root.total = [...root.children.values()].reduce((sum, { total }) => sum + total, 0)
  return root
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const file = url.split('/').slice(-2).join('/')
  return file === '' ? functionName || '(native)' : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`
}

function draw(title: string, root: Frame): string {
  const boxes: string[] = []
  let depthMax = 0
  const box = (frame: Frame, { x, depth }: { x: number; depth: number }): void => {
    const width = (frame.total / root.total) * widthPx
    if (width < boxPxMin) return
    depthMax = Math.max(depthMax, depth)
    boxes.push(boxOf(frame, { x, depth, width, share: frame.total / root.total }))
    let childX = x
    for (const child of [...frame.children.values()].sort((a, b) => b.total - a.total)) {
      box(child, { x: childX, depth: depth + 1 })
      childX += (child.total / root.total) * widthPx
    }
  }
  box(root, { x: 0, depth: 0 })
  const height = (depthMax + 3) * rowPx
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" font-family="monospace" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<text x="4" y="13" font-size="13">${escaped(title)}</text>`,
    `<g transform="translate(0 ${rowPx * 1.5})">`,
    ...boxes,
    '</g></svg>\n',
  ].join('\n')
}

interface Place {
  readonly x: number
  readonly depth: number
  readonly width: number
  readonly share: number
}

function boxOf({ name }: Frame, { x, depth, width, share }: Place): string {
  const y = depth * rowPx
  const label = name.slice(0, Math.max(0, Math.floor(width * charactersPerPx) - 1))
  const text = label.length < 3 ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escaped(label)}</text>`
  const area = `x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${rowPx - 1}"`
  const tip = `<title>${escaped(name)}: ${(share * 100).toFixed(1)} %</title>`
  return `<g><rect ${area} fill="${colorOf(name)}">${tip}</rect>${text}</g>`
}

/** The library's own code stands out from Node's and the machine's. */
function colorOf(name: string): string {
  if (name === '(garbage collector)') return '#9db8d6'
  return / (?:processor|operators|store|layers|memory|windows|task|source|sink|serde|testing|joins)\//.test(name)
    ? '#f2a65a'
    : '#f5d6a8'
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
