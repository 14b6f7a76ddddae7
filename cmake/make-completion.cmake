# Writes the bash completion of klinker from the option names that the commands print.
#   cmake -DCOMMANDS=tokenize,normalize -DPROGRAMS=build/bin -DOUTPUT=klinker -P make-completion.cmake
string(REPLACE "," ";" COMMANDS "${COMMANDS}")
set(cases "")
foreach(command IN LISTS COMMANDS)
  execute_process(COMMAND ${PROGRAMS}/klinker-${command} --help-format options
                  OUTPUT_VARIABLE options OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" " " options "${options}")
  string(APPEND cases "    ${command}) options='${options}' ;;\n")
endforeach()
string(REPLACE ";" " " commands "${COMMANDS}")
file(WRITE ${OUTPUT} "# bash completion for klinker
_klinker() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=
  if [ \"\$COMP_CWORD\" -eq 1 ] || { [ \"\$COMP_CWORD\" -eq 2 ] && [ \"\${COMP_WORDS[1]}\" = help ]; }; then
    COMPREPLY=(\$(compgen -W 'help ${commands}' -- \"\$word\"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases}  esac
  case \$word in
    -*) COMPREPLY=(\$(compgen -W \"\$options\" -- \"\$word\")) ;;
    *) COMPREPLY=() ;;
  esac
}
complete -o default -F _klinker klinker
")
