// coordgit: tells coordgit what sessions read and write here, and whose shell it is. Written by `coordgit init --client opencode`.
// It runs the user's own launcher, else coordgit from PATH, else nothing, and that only in a repository that its user set up.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"

const COMMAND = @COMMAND@
const PATIENCE = 10_000 // milliseconds to wait for coordgit; then the call goes on
const MOST = 4_000_000 // characters of a command's output, or of an MCP server's, that are passed on
const BEFORE = new Set(["bash", "edit", "write", "apply_patch"])
const AFTER = new Set([...BEFORE, "read", "grep", "glob"])
const SERVED = /_(read_text_file|read_file|read_multiple_files|write_file|edit_file|move_file)$/ // tools of MCP servers

/** Run coordgit with `payload`; its answer, an empty object for none. Never throws: recording fails open. */
function ask(payload) {
  return new Promise((done) => {
    let said = ""
    const child = spawn("/bin/sh", ["-c", COMMAND], { cwd: payload.cwd, stdio: ["pipe", "pipe", "ignore"] })
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE)
    child.on("error", () => done({}))
    child.stdin.on("error", () => {})
    child.stdout.on("data", (piece) => { said += piece })
    child.on("close", () => {
      clearTimeout(timer)
      try {
        done(JSON.parse(said))
      } catch {
        done({})
      }
    })
    child.stdin.end(JSON.stringify(payload))
  })
}

/** What a tool says of its answer, without what coordgit does not read. */
function about({ display, exit, exists, truncated }) {
  return { display, exit, exists, truncated }
}

export const Coordgit = async ({ client, directory }) => {
  const parents = new Map() // session -> the session that started it, "" for none
  const asked = new Set() // sessions whose model was asked since they were last sent

  async function parent(session) {
    if (!parents.has(session)) {
      try {
        const found = await client.session.get({ path: { id: session } })
        parents.set(session, found?.data?.parentID ?? "")
      } catch {
        return ""
      }
    }
    return parents.get(session)
  }

  /** The session that a user speaks to: `session`, or the one from which its sub-agent descends. */
  async function root(session) {
    for (let above = await parent(session); above; above = await parent(session)) session = above
    return session
  }

  async function send(hook, session, more) {
    const first = await root(session)
    const agent = first === session ? "" : session
    return await ask({ hook, session: first, agent, cwd: directory, pid: process.pid, asked: asked.delete(session), ...more })
  }

  const safely = (work) => async (input, output) => {
    try {
      return await work(input, output)
    } catch {
      return undefined
    }
  }

  return {
    event: safely(async ({ event }) => {
      const { sessionID, info } = event.properties ?? {}
      const session = sessionID ?? info?.id
      if (event.type === "session.created") parents.set(session, info?.parentID ?? "")
      if (["session.created", "session.idle", "session.deleted"].includes(event.type) && !(await parent(session))) {
        await send(event.type, session)
      }
    }),
    "chat.message": safely(async ({ sessionID }, { parts }) => {
      const urls = parts.filter((part) => part.type === "file" && part.url?.startsWith("file:")).map((part) => new URL(part.url))
      await send("chat.message", sessionID, { files: urls.map((url) => decodeURIComponent(url.pathname)) })
    }),
    "chat.params": safely(async ({ sessionID }) => {
      asked.add(sessionID)
    }),
    "tool.execute.before": async ({ tool, sessionID, callID }, { args }) => {
      const denied = await safely(async () => {
        const call = { tool, call: callID, args }
        // OpenCode says nothing after a call that fails
        const path = tool === "read" ? args?.filePath : /_read_(text_)?file$/.test(tool) ? args?.path : undefined
        if (path?.startsWith("/") && !existsSync(path)) {
          await send("tool.execute.after", sessionID, { ...call, error: "File does not exist" })
        } else if (BEFORE.has(tool) || SERVED.test(tool)) return (await send("tool.execute.before", sessionID, call)).deny
      })()
      if (denied) throw new Error(denied)
    },
    "tool.execute.after": safely(async ({ tool, sessionID, callID, args }, output) => {
      if (!AFTER.has(tool) && !SERVED.test(tool)) return
      const parts = Array.isArray(output.content) ? output.content : undefined // of an MCP server
      const said = tool === "bash" ? output.output : parts?.map((part) => part.text ?? "").join("\n")
      const text = said?.length <= MOST ? said : undefined
      const call = { tool, call: callID, args, output: text, metadata: about(output.metadata ?? {}) }
      const { context } = await send("tool.execute.after", sessionID, call)
      if (context && parts) parts.push({ type: "text", text: context })
      else if (context) output.output += `\n\n${context}`
    }),
    "shell.env": safely(async ({ sessionID }, output) => {
      if (sessionID) output.env.COORDGIT_SESSION = await root(sessionID)
    }),
  }
}
