// Opens a session with a token. The token goes into the body of one request and nowhere else.

const SESSION = "/api/v1/session";
const TRIED = "canarywave-returned";

const form = document.getElementById("login");
const field = document.getElementById("token");
const button = document.getElementById("enter");
const problem = document.getElementById("problem");

/** To the page that was asked for: this form stands at its address, so there is nothing to be told where. */
function goOn() {
  const path = location.pathname;
  const login = path === "/login" || path.startsWith("/login/");
  location.replace(location.origin + (login ? "/" : path + location.search));
}

/** A link from another site comes without the cookie (SameSite=Strict), though the browser has one. */
async function loggedInAlready() {
  if (sessionStorage.getItem(TRIED) === location.href) return false;
  try {
    return (await fetch(SESSION)).ok;
  } catch {
    return false;
  }
}

function tell(why) {
  problem.textContent = why;
  problem.hidden = false;
}

async function enter() {
  const answer = await fetch(SESSION, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: field.value.trim() }),
  });
  if (answer.ok) {
    field.value = "";
    goOn();
    return;
  }
  tell(
    answer.status === 401
      ? "This token is not valid. It may have been revoked; an admin gives another one."
      : ((await answer.json().catch(() => ({}))).detail ?? `The server answered ${answer.status}.`),
  );
  field.select();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.hidden = true;
  button.disabled = true;
  try {
    await enter();
  } catch {
    tell("The server does not answer. Is it running?");
  } finally {
    button.disabled = false;
  }
});

if (await loggedInAlready()) {
  sessionStorage.setItem(TRIED, location.href);
  goOn();
} else {
  sessionStorage.removeItem(TRIED);
  button.disabled = false;
  field.focus();
}
