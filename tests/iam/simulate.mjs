// Reads cases as JSON lines and writes what @cloud-copilot/iam-simulate decides of each.
// Run in the folder that the package was installed into: node simulate.mjs < cases > decisions
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const installed = createRequire(pathToFileURL(`${process.cwd()}/package.json`))
const { anonymousPrincipal, runSimulation } = await import(
  pathToFileURL(installed.resolve('@cloud-copilot/iam-simulate')).href
)

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  const principal = asked.principal ?? anonymousPrincipal
  const simulation = { ...asked.simulation, request: { ...asked.simulation.request, principal } }
  const decided = await runSimulation(simulation, {})
  const error = decided.resultType === 'error' ? decided.errors : undefined
  const ignored = decided.result?.ignoredContextKeys ?? []
  console.log(JSON.stringify({ number: asked.number, result: decided.overallResult, ignored, error }))
}
