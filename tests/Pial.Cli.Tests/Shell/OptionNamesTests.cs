using Pial.Cli.Shell;

namespace Pial.Cli.Tests;

public sealed class OptionNamesTests
{
    [Theory]
    [InlineData("add option 'force' to replace it", "add --force to replace it")]
    [InlineData("use option 'new-site' learn or option 'new-site' leave", "use --new-site learn or --new-site leave")]
    [InlineData("the option 'New Site' of a file's own", "the option 'New Site' of a file's own")]
    [InlineData("column 'age' is missing", "column 'age' is missing")]
    public void Settings_that_libraries_name_are_shown_as_flags(string said, string shown) => Assert.Equal(shown, said.AsFlags());

    [Fact]
    public void A_failure_is_shown_with_flags() =>
        Assert.Equal(
            "RunFolder exists; add --force to replace it.",
            Failures.Describe(new ArgumentException("RunFolder exists; add option 'force' to replace it.")).Line);
}
