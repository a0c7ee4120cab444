// Takes the browser to the identity provider. Without scripts, the person presses the button.
document.querySelector('form').submit();
