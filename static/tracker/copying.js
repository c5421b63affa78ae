// Buttons that copy what stands in a field beside them; without this script they stay hidden.

async function copy(field) {
  field.select();
  // Over plain HTTP browsers offer no clipboard to write to, only the old command.
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else if (!document.execCommand("copy")) throw new Error("not copied");
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(document.getElementById(button.dataset.copy));
      status.textContent = "已复制。";
    } catch {
      status.textContent = "没有复制成功，请选中地址后按 Ctrl+C。";
    }
  });
}
