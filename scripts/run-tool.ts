/**
 * Runs a tool of node_modules/.bin to its end and keeps what it said.
 * `scripts/launch.mjs` has put that folder, and the Node that belongs to it, first on the path.
 */
import { spawn } from 'node:child_process'
import { root } from './source-files.ts'

/** What became of a tool: its exit code (1 if a signal ended it) and all of its output. */
export interface ToolRun {
  code: number
  output: string
}

/** Runs `tool` in the repository's root; each piece of its output goes to `onOutput` as it comes. */
export function runTool(tool: string, args: string[], onOutput?: (text: string) => void): Promise<ToolRun> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', TSTYCHE_NO_COLOR: '1' }
    const child = spawn(tool, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (text: string) => {
      output += text
      onOutput?.(text)
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: `cannot start ${tool}: ${error.message}` }))
    child.on('close', (code, signal) => {
      if (signal !== null) keep(`${tool} was ended by ${signal}\n`)
      resolve({ code: code ?? 1, output })
    })
  })
}
