"""What is installed is all that another project needs: package_test.py BUILD EXAMPLE COMPILER

Installs into an empty folder, copies the example elsewhere, builds and tests it there as its CMakeLists.txt says, and runs the program
that was installed, with a file of rules that is compiled against the header that was installed.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

build, example, compiler = sys.argv[1:]


def run(*command, status=0, directory=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=directory)
    if done.returncode != status:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}, not {status}\n{done.stdout}{done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    prefix = folder / "prefix"
    run("cmake", "--install", build, "--prefix", prefix)

    project = folder / "project"
    shutil.copytree(example, project)
    run("cmake", "-G", "Ninja", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_COMPILER={compiler}")
    run("cmake", "--build", project / "build")
    run("ctest", "--test-dir", project / "build", "--no-tests=error")
    print(run(project / "build" / "two_phase_commit"))

    # Nothing of it hangs on where it was built: each header can be included first, from a folder that has another "model" in it.
    (project / "model").mkdir()
    (project / "model" / "ids.hpp").write_text("#error \"this is the project's own\"\n")
    headers = sorted((prefix / "include").rglob("*.hpp"))
    if len(headers) < 50:
        sys.exit(f"only {len(headers)} headers were installed")
    for header in headers:
        text = header.read_text()
        for line in text.splitlines():
            if line.startswith('#include "') and not line.startswith('#include "paxoscope/'):
                sys.exit(f"{header}: {line}")
    everything = "".join(f"#include <{h.relative_to(prefix / 'include')}>\n" for h in headers if h.name != "state_graph.hpp")
    (project / "all.cpp").write_text(everything)
    run(compiler, "-std=c++20", "-fsyntax-only", "-I.", f"-I{prefix}/include", "all.cpp", directory=project)

    (project / "rule.cpp").write_text(
        "#include <paxoscope/rule.hpp>\n"
        "bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { return true; }\n"
    )
    run(compiler, "-std=c++20", "-fsyntax-only", f"-I{prefix}/include", "rule.cpp", directory=project)
    run(prefix / "bin" / "paxoscope", "check", "paxos", "--learners", "0", "--rules", "rule.cpp", status=12, directory=project)
