// The checkout page, alive: it follows the session's status, counts down, copies, pays by WebLN, and tells the
// page around it. Everything it does beyond that works without it, by forms and links.
(() => {
  'use strict';

  const POLL_MS = 3000;
  const POLL_SOON_MS = 1000; // right after the customer comes back from a wallet
  const SOON_POLLS = 10;
  const POLL_FAILING_MS = 10000;
  const ASKING_MS = 10000; // how often a page that asks the customer looks whether it is over meanwhile
  const FETCH_TIMEOUT_MS = 8000;
  const REDIRECT_MS = 1500;
  const SOON_EXPIRED_S = 60;

  let page = document.getElementById('page');
  if (!page) {
    return;
  }

  const framed = window.parent !== window;
  const state = () => page.dataset.state;
  const isPending = () => state() === 'pending';
  const find = (selector) => page.querySelector(selector);

  // -- the page around this one, or the one that opened it

  function tell(type) {
    const message = {
      source: 'satsrail',
      type: 'satsrail:' + type,
      checkout_id: page.dataset.token,
      status: state() === 'asking' ? 'pending' : state(),
      redirect_url: page.dataset.redirect || null,
      order_number: page.dataset.orderNumber || null,
    };
    for (const listener of [framed ? window.parent : null, window.opener]) {
      if (listener) {
        listener.postMessage(message, '*');
      }
    }
  }

  // -- the countdown: the server's word, carried on by this machine's monotonic clock until the next one

  const clock = {
    told: NaN, // seconds, as last told
    toldSince: 0, // performance.now() when it was first told
    deadline: NaN, // in performance.now()'s time
    frozen: false,

    hear(remaining) {
      const now = performance.now();
      if (remaining !== this.told) {
        this.told = remaining;
        this.toldSince = now;
      }
      // Told the same some seconds apart: the sandbox clock is frozen.
      this.frozen = now - this.toldSince > 1900;
      // Whole seconds jitter by one; a real correction (the sandbox clock was moved) is larger.
      const deadline = now + remaining * 1000;
      if (!(Math.abs(deadline - this.deadline) <= 1500)) {
        this.deadline = deadline;
      }
    },
    left() {
      return this.frozen ? this.told : Math.max(Math.ceil((this.deadline - performance.now()) / 1000), 0);
    },
  };

  function spell(seconds) {
    const two = (number) => String(number).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    const end = ':' + two(seconds % 60);
    return hours > 0 ? hours + ':' + two(minutes) + end : minutes + end;
  }

  let askedAtZero = false;

  function tick() {
    const output = find('[data-countdown]');
    if (!output) {
      return;
    }
    const left = clock.left();
    const text = spell(left);
    if (output.textContent !== text) {
      output.textContent = text;
    }
    output.closest('.expiry').classList.toggle('is-soon', left <= SOON_EXPIRED_S);
    // Whether it is over is for the server to say: ask it once, without waiting for the next poll.
    if (left === 0 && !askedAtZero) {
      askedAtZero = true;
      pollIn(0);
    } else if (left > 0) {
      askedAtZero = false;
    }
  }

  // -- following the session

  let pollTimer = 0;
  let soonPolls = 0;
  let polling = false;

  function pollIn(delay) {
    clearTimeout(pollTimer);
    pollTimer = setTimeout(poll, delay);
  }

  async function ask(url, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), FETCH_TIMEOUT_MS);
    try {
      return await fetch(url, { cache: 'no-store', credentials: 'same-origin', signal: abort.signal, ...options });
    } finally {
      clearTimeout(timer);
    }
  }

  let waiting = ''; // what the status line says while nothing happens

  function showStatus(text, offline) {
    const status = find('[data-status]');
    if (status && status.textContent !== text) {
      status.textContent = text;
    }
    page.classList.toggle('is-offline', offline);
  }

  async function poll() {
    if (polling || !isPending()) {
      return;
    }
    polling = true;
    let delay = POLL_MS;
    try {
      const response = await ask(page.dataset.base + '/status', { headers: { Accept: 'application/json' } });
      if (response.status === 404) {
        location.reload(); // the sandbox was reset: the page says so
        return;
      }
      if (!response.ok) {
        throw new Error('status ' + response.status);
      }
      const session = await response.json();
      const shown = find('.bolt11');
      if (session.status !== 'pending' || (session.payment_request && (!shown || shown.value !== session.payment_request))) {
        await renew();
        return;
      }
      clock.hear(Math.floor(Number(session.time_remaining) || 0));
      tick();
      showStatus(waiting, false);
    } catch {
      showStatus('Connection lost, trying again', true);
      delay = POLL_FAILING_MS;
    } finally {
      polling = false;
    }
    if (soonPolls > 0) {
      soonPolls -= 1;
      delay = POLL_SOON_MS;
    }
    pollIn(delay);
  }

  async function fetchPage() {
    // The form's own address shows nothing that could be asked for.
    const url = page.dataset.base + (location.search.indexOf('embed=1') < 0 ? '' : '?embed=1');
    const response = await ask(url, { headers: { Accept: 'text/html' } });
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  }

  // Puts the server's present page in the place of this one, without a blank moment in between.
  async function renew() {
    try {
      const fresh = await fetchPage();
      const next = fresh.getElementById('page');
      if (!next) {
        throw new Error('no page');
      }
      document.title = fresh.title;
      page.replaceWith(document.adoptNode(next));
      page = next;
    } catch {
      location.reload();
      return;
    }
    const title = find('.outcome-title');
    if (title) {
      window.scrollTo(0, 0);
      title.focus({ preventScroll: true });
    }
    begin();
  }

  // While the customer types there is no invoice to follow, and asking for the status would make one.
  async function lookWhileAsking() {
    if (state() !== 'asking') {
      return;
    }
    try {
      const next = (await fetchPage()).getElementById('page');
      if (next && next.dataset.state !== 'asking') {
        await renew();
        return;
      }
    } catch {
      // Not now, then; what was typed stays.
    }
    pollTimer = setTimeout(lookWhileAsking, ASKING_MS);
  }

  // -- when it is over

  function leave() {
    const target = page.dataset.redirect;
    // Inside a frame the page around takes the customer on: the shop would else open within the frame.
    if (!target || framed || !/^https?:\/\//i.test(target)) {
      return;
    }
    // Not an entry in the history: "back" from the shop must not lead through here again.
    setTimeout(() => location.replace(target), REDIRECT_MS);
  }

  // -- copying

  async function copyInvoice(button) {
    const field = find('.bolt11');
    let done = false;
    try {
      await navigator.clipboard.writeText(field.value);
      done = true;
    } catch {
      // No clipboard without a secure context, or none for a frame: the old way, and else by hand.
      field.focus();
      field.select();
      try {
        done = document.execCommand('copy');
      } catch {
        done = false;
      }
      if (done) {
        button.focus();
      }
    }
    const label = find('[data-copy-label]');
    label.textContent = done ? 'Copied' : 'Press Ctrl+C or ⌘C to copy';
    button.classList.toggle('is-done', done);
    clearTimeout(copyInvoice.timer);
    copyInvoice.timer = setTimeout(() => {
      label.textContent = 'Copy invoice';
      button.classList.remove('is-done');
    }, done ? 2500 : 6000);
  }

  // -- messages, WebLN, forms

  function complain(text) {
    const message = find('[data-message]');
    if (message) {
      message.textContent = text || '';
      message.hidden = !text;
    }
  }

  function offerWebln() {
    const button = find('[data-webln]');
    if (button && window.webln && isPending()) {
      button.hidden = false;
    }
  }

  async function payByWebln(button) {
    complain('');
    button.disabled = true;
    showStatus('Confirm the payment in your wallet', false);
    try {
      await window.webln.enable();
      await window.webln.sendPayment(find('.bolt11').value);
      showStatus('Payment sent', false);
      soonPolls = SOON_POLLS;
      pollIn(0);
    } catch (error) {
      complain('Your wallet did not pay: ' + ((error && error.message) || 'no reason given') + '.');
      showStatus(waiting, false);
    } finally {
      button.disabled = false;
    }
  }

  async function reasonOf(response) {
    try {
      return (await response.json()).error.message;
    } catch {
      return '';
    }
  }

  async function post(form) {
    const button = form.querySelector('button');
    complain('');
    button.disabled = true;
    let response;
    try {
      response = await ask(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams(new FormData(form)),
      });
    } catch {
      complain('The sandbox did not answer. Please try again.');
      button.disabled = false;
      return;
    }
    if (response.ok) {
      await renew(); // paid; or 202, on its way
      return;
    }
    const why = await reasonOf(response);
    // 409 and 410: the session was over before the button was pressed, and the fresh page says how; or another payment
    // is on its way.
    if (response.status === 409 || response.status === 410) {
      await renew();
      complain(isPending() ? why : '');
      return;
    }
    // 402: the payer failed. The shop knows nothing of that, and waits on.
    complain(response.status === 402 && why ? why : 'The sandbox answered ' + response.status + '. Please try again.');
    button.disabled = false;
  }

  document.addEventListener('submit', (event) => {
    if (event.target.matches('form[data-action]')) {
      event.preventDefault();
      post(event.target);
    }
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy], [data-webln], [data-close], [data-open-wallet], .qr');
    if (!button || !page.contains(button)) {
      return;
    }
    if (button.matches('[data-copy]')) {
      copyInvoice(button);
    } else if (button.matches('[data-webln]')) {
      payByWebln(button);
    } else if (button.matches('[data-close]')) {
      tell('close');
    } else {
      soonPolls = SOON_POLLS; // a wallet on this machine pays within seconds
    }
  });

  // The overlay around the frame can't hear keys that are pressed in here.
  document.addEventListener('keydown', (event) => {
    if (framed && event.key === 'Escape' && !event.defaultPrevented) {
      tell('close');
    }
  });

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && isPending()) {
      soonPolls = SOON_POLLS;
      pollIn(0);
    }
  });

  window.addEventListener('webln:ready', offerWebln);

  // A page that ended and was kept by the browser comes back as it was: look again.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && isPending()) {
      pollIn(0);
    }
  });

  function localize(time) {
    const date = new Date(time.dateTime);
    if (!Number.isNaN(date.getTime())) {
      time.title = time.textContent;
      time.textContent = date.toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' });
    }
  }

  // A product's picture that is gone leaves no broken frame. Load errors don't bubble, hence the capture.
  function hideIfBroken(image) {
    if (image.complete && image.naturalWidth === 0) {
      image.hidden = true;
    }
  }

  document.addEventListener('error', (event) => {
    if (event.target.matches && event.target.matches('.item-image')) {
      event.target.hidden = true;
    }
  }, true);

  let ticker = 0;

  function begin() {
    clearInterval(ticker);
    clearTimeout(pollTimer);
    page.querySelectorAll('time[datetime]').forEach(localize);
    page.querySelectorAll('.item-image').forEach(hideIfBroken);
    page.querySelectorAll('[data-copy]').forEach((button) => (button.hidden = false));
    page.querySelectorAll('[data-close]').forEach((button) => (button.hidden = !framed));
    if (isPending()) {
      waiting = find('[data-status]').textContent;
      clock.hear(Number(page.dataset.remaining) || 0);
      ticker = setInterval(tick, 250);
      offerWebln();
      setTimeout(offerWebln, 1000); // extensions may come late
      pollIn(POLL_MS);
    } else if (state() === 'asking') {
      const wrong = find('[aria-invalid="true"]');
      if (wrong) {
        wrong.focus();
      }
      pollTimer = setTimeout(lookWhileAsking, ASKING_MS);
    } else if (page.dataset.token) {
      tell(state());
      leave();
    }
  }

  tell('ready');
  begin();
})();
