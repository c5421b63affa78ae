// Every page works without this script; what is here only makes it more comfortable.
