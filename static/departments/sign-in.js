// The password may be looked at while it is typed, and an engaged Caps Lock is told.

const field = document.querySelector("form input[type=password]");

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

const aids = make("p", { className: "password-aids" });
const button = make("button", { type: "button", className: "btn", textContent: "显示密码" });
const notice = make("span", { className: "password-notice" });
notice.setAttribute("role", "status");
aids.append(button, notice);
field.after(aids);

function show(isShown) {
  field.type = isShown ? "text" : "password";
  button.textContent = isShown ? "隐藏密码" : "显示密码";
}

button.addEventListener("click", () => show(field.type === "password"));
// A browser keeps for later what it takes for common text.
field.form.addEventListener("submit", () => show(false));

for (const kind of ["keydown", "keyup"]) {
  field.addEventListener(kind, (event) => {
    const isLocked = event.getModifierState?.("CapsLock");
    notice.textContent = isLocked ? "大写锁定已打开，密码区分大小写。" : "";
  });
}
