/** The customers' light page. */

const help = document.getElementById("help");
if (help === null) throw new Error("help.html has no #help");
help.textContent = "Auxilio";
