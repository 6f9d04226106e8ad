using System.CommandLine;
using Pial.Cli.Shell;

namespace Pial.Cli.Commands;

/// <summary><c>pial completion SHELL</c>: a script that lets a shell ask the program what could come next.</summary>
internal static class CompletionCommand
{
    // The program answers "[suggest:POSITION]" with one word a line. Options are offered once a dash is typed, so that an empty word
    // completes files.
    private const string Bash = """
        # Completion of pial for bash.
        _pial() {
            local word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n'
            local words="$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
            [[ "$word" == -* ]] || words="$(grep -v '^[-/]' <<< "$words")"
            COMPREPLY=($(compgen -W "$words" -- "$word"))
        }
        complete -o bashdefault -o default -F _pial pial
        """;

    private const string Zsh = """
        #compdef pial
        # Completion of pial for zsh.
        _pial() {
            local -a words_
            words_=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
            [[ "${words[CURRENT]}" == -* ]] || words_=("${(@)words_:#[-\/]*}")
            words_=("${(@)words_:#}")
            (( ${#words_} )) && compadd -- "${words_[@]}" || _files
        }
        if [ "$funcstack[1]" = "_pial" ]; then _pial "$@"; else compdef _pial pial; fi
        """;

    private const string Fish = """
        # Completion of pial for fish.
        function __pial_suggest
            set -l line (commandline -cp)
            set -l word (commandline -ct)
            set -l found (pial "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if not string match -q -- '-*' "$word"
                set found (string match -v -r '^[-/]' -- $found)
            end
            string join \n -- $found
        end
        complete -c pial -a '(__pial_suggest)'
        """;

    private const string Pwsh = """
        # Completion of pial for PowerShell.
        Register-ArgumentCompleter -Native -CommandName pial -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $line = $commandAst.ToString().PadRight($cursorPosition)
            pial "[suggest:$cursorPosition]" "$line" 2>$null |
                Where-Object { $_ -and ($wordToComplete.StartsWith('-') -or $_ -notmatch '^[-/]') } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." }.AcceptOnlyFromAmong("bash", "zsh",
            "fish", "pwsh");
        return new Verb(
            "completion", "Prints the script that completes pial's commands, options and choices in a shell.",
            [
                "pial completion bash > ~/.local/share/bash-completion/completions/pial",
                "pial completion zsh > ~/.zfunc/_pial        with ~/.zfunc in fpath",
                "pial completion fish > ~/.config/fish/completions/pial.fish",
                "pial completion pwsh >> $PROFILE",
            ],
            [shell],
            run => run.Out.Write(
                (run.Get(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => Pwsh }).ReplaceLineEndings("\n") + "\n"));
    }
}
