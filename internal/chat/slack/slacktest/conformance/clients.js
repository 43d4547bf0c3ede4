// The official clients play a fixed scene against the fake. Every line printed is one thing they saw; the Go test compares the lines.
const { WebClient, LogLevel } = require('@slack/web-api');
const { SocketModeClient } = require('@slack/socket-mode');

const { SLACK_API_URL, APP_TOKEN, BOT_TOKEN, CLIENT_ID, CLIENT_SECRET, CODE, BOT } = process.env;
const show = (name, value) => console.log(JSON.stringify({ name, ...value }));
const quiet = { slackApiUrl: SLACK_API_URL, logLevel: LogLevel.ERROR };
const web = new WebClient(BOT_TOKEN, quiet);
const refusal = (name, promise) => promise.then(
  () => show(name, { refused: false }),
  (error) => show(name, { refused: true, code: error.code, error: error.data && error.data.error }),
);
const post = (path, type, body) => fetch(BOT + path, { method: 'POST', headers: { 'Content-Type': type }, body });

async function chat() {
  show('auth.test', { team: (await web.auth.test()).team_id });
  const dm = await web.conversations.open({ users: 'U1' });
  const sent = await web.chat.postMessage({ channel: dm.channel.id, text: 'Hallo', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Hallo' } }] });
  show('chat.postMessage', { channel: sent.channel, text: sent.message.text, ts: typeof sent.ts });
  const changed = await web.chat.update({ channel: sent.channel, ts: sent.ts, text: 'Dag' });
  show('chat.update', { text: changed.text, same: changed.ts === sent.ts });
  show('chat.delete', { same: (await web.chat.delete({ channel: sent.channel, ts: sent.ts })).ts === sent.ts });
  show('chat.postEphemeral', { ts: typeof (await web.chat.postEphemeral({ channel: 'C1', user: 'U1', text: 'Psst' })).message_ts });
  await refusal('channel_not_found', web.chat.postMessage({ channel: 'C404', text: 'a' }));
  await refusal('not_in_channel', web.chat.postMessage({ channel: 'C2', text: 'a' }));
  await refusal('invalid_blocks', web.chat.postMessage({ channel: 'C1', text: 'a', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'a'.repeat(151) } }] }));
  await refusal('invalid_auth', new WebClient('xoxb-unknown', quiet).auth.test());
}

async function directory() {
  const members = [];
  for await (const page of web.paginate('conversations.members', { channel: 'C1', limit: 1 })) members.push(...page.members);
  show('conversations.members', { members });
  const users = [];
  for await (const page of web.paginate('users.list', { limit: 2 })) users.push(...page.members.map((u) => u.id));
  show('users.list', { users });
  show('users.info', { locale: (await web.users.info({ user: 'U1', include_locale: true })).user.locale });
  show('conversations.info', { id: (await web.conversations.info({ channel: 'C1' })).channel.id });
  show('usergroups.users.list', { users: (await web.usergroups.users.list({ usergroup: 'S1' })).users });
  show('team.info', { id: (await web.team.info()).team.id });
}

async function pages() {
  const published = await web.views.publish({ user_id: 'U1', view: { type: 'home', blocks: [{ type: 'divider' }] } });
  show('views.publish', { type: published.view.type });
  await refusal('invalid trigger', web.views.open({ trigger_id: 'x', view: { type: 'modal', title: { type: 'plain_text', text: 'a' }, blocks: [] } }));
  const file = await web.files.uploadV2({ channel_id: 'C1', filename: 'plan.ics', file: Buffer.from('BEGIN:VCALENDAR'), title: 'Plan' });
  show('files.uploadV2', { files: file.files.length });
}

async function limits() {
  const limited = new WebClient(BOT_TOKEN, { ...quiet, rejectRateLimitedCalls: true });
  const burst = Array.from({ length: 12 }, (_, i) => limited.chat.postMessage({ channel: 'C1', text: `burst ${i}` }));
  await refusal('ratelimited', Promise.all(burst));
  await Promise.allSettled(burst);
  await post('/act/limit', 'text/plain', '');
  const started = Date.now();
  const sent = await web.chat.postMessage({ channel: 'U2', text: 'after the wait' });
  show('retried after 429', { ok: sent.ok, waited: Date.now() - started >= 900 });
}

async function install() {
  const anyone = new WebClient(undefined, quiet);
  const app = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const first = await anyone.oauth.v2.access({ ...app, code: CODE });
  const second = await anyone.oauth.v2.access({ ...app, grant_type: 'refresh_token', refresh_token: first.refresh_token });
  show('oauth.v2.access', { expires: first.expires_in, rotated: second.refresh_token !== first.refresh_token && second.access_token !== first.access_token });
  show('auth.revoke', { revoked: (await new WebClient(second.access_token, quiet).auth.revoke()).revoked });
  await refusal('token_revoked', new WebClient(second.access_token, quiet).auth.test());
}

async function socket() {
  const client = new SocketModeClient({ appToken: APP_TOKEN, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl: SLACK_API_URL } });
  const once = (event) => new Promise((done) => client.once(event, done));
  await client.start();
  show('socket started', {});
  let said = once('message');
  await post('/act/message', 'text/plain', 'over the socket');
  let { event, ack } = await said;
  await ack();
  show('event over the socket', { text: event.text });
  const command = once('slash_commands');
  await post('/act/command', 'text/plain', '');
  const got = await command;
  await got.ack({ text: 'Hallo' });
  show('command over the socket', { command: got.body.command });
  const opened = await web.views.open({ trigger_id: got.body.trigger_id, view: { type: 'modal', title: { type: 'plain_text', text: 'Pauze' }, blocks: [{ type: 'divider' }] } });
  show('views.open', { type: opened.view.type });
  const again = once('connected');
  await post('/act/refresh', 'text/plain', '');
  await again;
  said = once('message');
  await post('/act/message', 'text/plain', 'after the refresh');
  ({ event, ack } = await said);
  await ack();
  show('event after the refresh', { text: event.text });
  await client.disconnect();
}

(async () => {
  for (const scene of [chat, directory, pages, limits, install, socket]) await scene();
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
