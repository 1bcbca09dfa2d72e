import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-express'
import { SessionManager, twoSessions } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import express, { type Request, type RequestHandler } from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-local'

// The app as it was: its users, how passport finds them, and express-session with whatever it keeps there.
declare global {
  namespace Express {
    interface User {
      readonly id: string
      readonly name: string
    }
  }
}
const users: Express.User[] = [{ id: '7', name: 'alice' }]
passport.use(new Strategy((name, password, done) => done(null, checkPassword(name, password))))
passport.serializeUser<string>((user, done) => done(null, user.id))
passport.deserializeUser<string>((id, done) => done(null, findUser(id)))

const app = express()

// New: the limit. Its routes come first, as they need neither express-session nor passport.
const sessions = new SessionManager({
  store: sqliteStore({ path: process.env.SESSIONS_DB ?? 'sessions.db' }),
  policy: twoSessions(),
  secret: process.env.SEATKIT_SECRET ?? randomBytes(32),
})
app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
app.use('/sessions', sessionRoutes(sessions))

app.use(session({ secret: process.env.SESSION_SECRET ?? 'dev', resave: false, saveUninitialized: false }))
app.use(passport.session())

// New: passport follows Seatkit. It signs in once the login is admitted or approved, and out once the session has
// ended, whoever ended it; so a cookie of passport's from before, or one on its own, opens nothing.
app.use((req, _res, next) => {
  const user = findUser(req.seatkit.userId)
  if (user !== false && user.id === req.user?.id) next()
  else if (user !== false) req.login(user, next)
  else if (req.user) req.logout(next)
  else next()
})

// Changed: passport only checks the password. Without `session: false` it would sign in right here, before anybody
// has decided, and a login that has to wait or is refused would be signed in all the same.
app.post('/login', express.json(), passport.authenticate('local', { session: false }), async (req, res) => {
  sendSignIn(res, await req.seatkit.signIn(userOf(req).id))
})

// Changed: the session ends, and passport's with it.
app.post('/logout', async (req, res, next) => {
  await req.seatkit.signOut()
  req.logout((error) => (error ? next(error) : res.status(204).end()))
})

// As it was.
app.get('/orders', requireLogin(), (req, res) => {
  res.json({ orders: [`one for ${userOf(req).name}`] })
})

app.use(seatkitErrors())

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`)
})

function requireLogin(): RequestHandler {
  return (req, res, next) => {
    if (req.isAuthenticated()) next()
    else res.status(401).json({ error: 'sign in first' })
  }
}

function userOf(req: Request): Express.User {
  return req.user as Express.User
}

function findUser(id: string | null): Express.User | false {
  return users.find((user) => user.id === id) ?? false
}

function checkPassword(name: string, password: string): Express.User | false {
  return password === 'correct horse' && (users.find((user) => user.name === name) ?? false)
}
