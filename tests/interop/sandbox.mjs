// The sandbox that `satsrail exec` runs this in, for the stories beside this file.

const base = process.env.SATSRAIL_BASE_URL;

export async function call(method, path, body) {
  const answer = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${process.env.SATSRAIL_API_KEY}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = await answer.json();
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(content)}`);
  }
  return content;
}

// A checkout of $50.00 with its invoice. `outcome`: what its payer is to meet.
export async function openCheckout(outcome) {
  const metadata = outcome === undefined ? {} : { satsrail_outcome: outcome };
  const session = await call('POST', '/api/v1/checkout_sessions', { checkout_session: { amount_cents: 5000, metadata } });
  const invoice = await call('POST', `/_sandbox/checkout_sessions/${session.token}/invoice`);
  return { token: session.token, bolt11: invoice.bolt11, hash: invoice.payment_hash };
}

export async function statusOf(token) {
  const sessions = await call('GET', '/api/v1/checkout_sessions?per_page=100');
  return sessions.data.find((session) => session.token === token).status;
}

export const node = () => call('GET', '/_sandbox/node');
